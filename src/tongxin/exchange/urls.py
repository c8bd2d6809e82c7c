from django.urls import URLPattern, URLResolver

from tongxin.exchange.wish_urls import urlpatterns as wish_pages

app_name = "exchange"

urlpatterns: list[URLPattern | URLResolver] = [*wish_pages]
