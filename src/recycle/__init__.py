"""recycle: one written piece, published in many places, remembered for ever.

The public interface is in ``recycle.api``; this module stays empty so that ``recycle --version`` starts fast.
"""

__version__ = "0.1.0"
