"""The reports of the books: what each shows, as a sheet that the screen, the workbook and the paper write alike.

`sheet` is the form they share, `layout` and `layouts_fr` say which account stands on which line of the balance sheet and
the income statement, `catalogue` lists the reports. Figures come from `accounting.selectors`; the files are written by
`accounting.services.report_files`.
"""
