"""Files that leave the house: CSV as a stream, XLSX from the worker, each recorded."""
