"""The schema and the pages made from it, served from here alone."""

from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

__all__ = ["DocsView", "SpectacularAPIView"]


class DocsView(SpectacularSwaggerSplitView):
    """The API, to read and to try; without the inline style of the package's own page."""

    url_name = "api-schema"
    template_name = "export/docs.html"
