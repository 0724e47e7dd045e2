"""Prints every cell of a workbook as JSON, read by openpyxl: a reader that has nothing to do with the writer.

{"sheets": [{"name", "frozen", "filter", "widths": {column: width}, "rows": [[{"t", "v", "f"}, ...], ...]}]}
t is the kind of the cell: n number, s text, d date, f formula, - empty; v its value (dates as YYYY-MM-DD); f its number format.
"""

import datetime
import json
import sys

import openpyxl


def cell_of(cell):
    if cell.value is None:
        return {"t": "-", "v": None, "f": cell.number_format}
    if cell.data_type == "d":
        value = cell.value
        if isinstance(value, datetime.datetime):
            if value.time() != datetime.time(0):
                return {"t": "d", "v": value.isoformat(), "f": cell.number_format}
            value = value.date()
        return {"t": "d", "v": value.isoformat(), "f": cell.number_format}
    return {"t": cell.data_type, "v": cell.value, "f": cell.number_format}


def sheet_of(sheet):
    return {
        "name": sheet.title,
        "frozen": sheet.freeze_panes,
        "filter": sheet.auto_filter.ref,
        "widths": {letter: dimension.width for letter, dimension in sheet.column_dimensions.items()},
        "rows": [[cell_of(cell) for cell in row] for row in sheet.iter_rows()],
    }


def main():
    workbook = openpyxl.load_workbook(sys.argv[1])
    json.dump({"sheets": [sheet_of(sheet) for sheet in workbook.worksheets]}, sys.stdout, ensure_ascii=True)


if __name__ == "__main__":
    main()
