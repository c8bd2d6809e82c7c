from django.urls import path

from tongxin.enrolment.views import member_reports, report_runs, reports, service_log

patterns = [
    path("service-log/", service_log.index, name="service-log"),
    path("service-log/export/", service_log.export, name="export-service-log"),
    path("service-log/write/", service_log.write, name="write-service-log"),
    path("service-log/activities/<int:pk>/", service_log.remark, name="remark-activity"),
    path("service-log/<int:pk>/strike/", service_log.strike, name="strike-service-log"),
    path("reports/", reports.index, name="reports"),
    path("reports/export/", reports.export, name="export-reports"),
    path("reports/inbox/", reports.inbox, name="report-inbox"),
    path("reports/inbox/export/", reports.export_inbox, name="export-report-inbox"),
    path("reports/inbox/receive/", reports.receive_all, name="receive-reports"),
    path("reports/runs/", report_runs.index, name="report-runs"),
    path("reports/runs/<int:pk>/", report_runs.run, name="report-run"),
    path("reports/runs/<int:pk>/progress/", report_runs.progress, name="report-run-progress"),
    path("reports/members/", member_reports.index, name="member-reports"),
    path("reports/members/export/", member_reports.export, name="export-member-reports"),
    path("reports/members/note/", member_reports.note_all, name="note-member-reports"),
    path("reports/members/<int:pk>/", member_reports.report, name="member-report"),
    path("reports/members/<int:pk>/docx/", member_reports.docx, name="member-report-docx"),
    path("reports/members/<int:pk>/send/", member_reports.send, name="send-member-report"),
    path("reports/<int:pk>/", reports.report, name="report"),
    path("reports/<int:pk>/send/", reports.send, name="send-report"),
    path("reports/<int:pk>/drop/", reports.drop, name="drop-report"),
    path("reports/<int:pk>/docx/", reports.docx, name="report-docx"),
    path("reports/<int:pk>/xlsx/", reports.xlsx, name="report-xlsx"),
    path("reports/deliveries/<int:pk>/receive/", reports.receive, name="receive-report"),
    path("reports/deliveries/<int:pk>/answer/", reports.answer, name="answer-report"),
    path("my/reports/", member_reports.mine, name="my-reports"),
]
