"""Real servers on loopback for the tests: README.md beside this file says how to start one."""
