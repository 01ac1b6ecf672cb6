"""Every address of the site, each room's under its own name."""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.urls import include, path, re_path, register_converter
from django.views.decorators.cache import cache_control
from django.views.decorators.http import conditional_page
from django.views.i18n import JavaScriptCatalog

from annotator import http
from annotator.addresses import RowNumber
from annotator.export.recipes.views import show_recipes

# The same door for operators: rate limits and the second factor hold there too.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

# The words that scripts say, in the language of the page. A browser asks again after an hour,
# and is told in a line when nothing has changed.
javascript_catalogue = cache_control(private=True, max_age=3600)(
    conditional_page(JavaScriptCatalog.as_view(packages=["annotator"]))
)

register_converter(RowNumber, "row")  # before the rooms' addresses are read

urlpatterns = [
    path("", include("annotator.annotation.urls")),
    path("", include("annotator.annotation.claim_urls")),
    path("", include("annotator.projects.urls")),
    path("", include("annotator.accounts.urls")),
    path("", include("annotator.review.urls")),
    path("help/api/", show_recipes, name="help_api"),
    path("", include("annotator.export.page_urls")),
    path("", include("annotator.export.import_urls")),
    path("api/v1/", include("annotator.export.urls")),
    path("accounts/2fa/", include("allauth.mfa.urls")),
    path("accounts/", include("allauth.account.urls")),
    path("admin/", admin.site.urls),
    path("language.js", javascript_catalogue, name="javascript_catalogue"),
    path("healthz", http.healthz, name="healthz"),
    re_path(r"^(?!static/).*$", http.not_found),
]
handler400 = http.bad_request
handler403 = http.permission_denied
handler404 = http.not_found
handler500 = http.server_error
