"""The morning report and the page of one article: self-contained HTML, made from the published warehouse."""

from flows.report.scope import Scope
from flows.report.write import default_path, report_directory, write_nightly_report, write_report

__all__ = ["Scope", "default_path", "report_directory", "write_nightly_report", "write_report"]
