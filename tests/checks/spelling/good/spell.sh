# As codespell - answers: the line, and under it what is wrong.
grep -n kettel | sed 's/:/: /; s/$/\
	kettel ==> kettle/'
