# A badge on a page of paper.

sheet-earned-by = Earned by { $name }
sheet-issued-by = Issued by { $name }
sheet-awarded = Awarded { $day }
sheet-until = Valid until { $day }
sheet-why = What it was awarded for
sheet-scan = Scan to check this badge, or open
sheet-code = Short code { $code }
sheet-print = This page is a print. What counts is what that address says today: a badge can end or be withdrawn.
sheet-font = Some letters of this page are not in its font; the address above shows all of them.
