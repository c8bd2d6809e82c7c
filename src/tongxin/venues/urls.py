from django.urls import path

from tongxin.venues.views import bookings, desk, finding, public, resident, sharing

app_name = "venues"

urlpatterns = [
    path("venues/", desk.venues, name="venues"),
    path("venues/export/", desk.export, name="export"),
    path("venues/register/", desk.register, name="register"),
    path("venues/find/", finding.find_desk, name="find"),
    path("venues/calendar/", bookings.calendar, name="calendar"),
    path("venues/figures/", bookings.figures, name="figures"),
    path("venues/sessions/", bookings.branches, name="branches"),
    path("venues/sessions/export/", bookings.export_branches, name="export-branches"),
    path("venues/bookings/", bookings.bookings, name="bookings"),
    path("venues/bookings/export/", bookings.export, name="export-bookings"),
    path("venues/bookings/<int:pk>/", bookings.booking, name="booking"),
    path("venues/bookings/<int:pk>/log/", bookings.log, name="log"),
    path("venues/bookings/<int:pk>/move/<str:name>/", bookings.move, name="move-booking"),
    path("venues/<int:pk>/", desk.venue, name="venue"),
    path("venues/<int:pk>/change/", desk.change, name="change"),
    path("venues/<int:pk>/pin/", desk.pin, name="pin"),
    path("venues/<int:pk>/divide/", desk.divide, name="divide"),
    path("venues/<int:pk>/hours/", desk.hours, name="hours"),
    path("venues/<int:pk>/close/", desk.close, name="close"),
    path("venues/<int:pk>/closures/<int:closure>/lift/", desk.lift, name="lift"),
    path("venues/<int:pk>/move/<str:name>/", desk.move, name="move"),
    path("venues/<int:pk>/book/", finding.book, name="book"),
    path("venues/<int:pk>/agree/", sharing.agree, name="agree"),
    path("venues/<int:pk>/agreements/<int:agreement>/end/", sharing.end_agreement, name="end-agreement"),
    path("venues/<int:pk>/signs/permit/", sharing.permit_sign, name="permit-sign"),
    path("venues/<int:pk>/signs/<int:sign>/take-down/", sharing.take_down, name="take-down"),
    path("my/venues/", finding.find_phone, name="my-find"),
    path("my/venues/<int:pk>/", resident.venue, name="my-venue"),
    path("my/venues/<int:pk>/book/", finding.my_book, name="my-book"),
    path("my/bookings/", resident.bookings, name="my-bookings"),
    path("my/bookings/<int:pk>/", resident.booking, name="my-booking"),
    path("my/bookings/<int:pk>/move/<str:name>/", resident.move, name="move-my-booking"),
    path("public/venues/", public.venues, name="public-venues"),
    path("public/venues/<int:pk>/", public.venue, name="public-venue"),
]
