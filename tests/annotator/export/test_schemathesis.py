"""A generated client: requests made from the schema, good and bad, as each kind of caller.

Whatever is sent, there is no 5xx, no status or content type that the schema does not name, and
every body has the shape that the schema promises.
"""

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import CHECKS, load_all_checks

from annotator.accounts.actions import create_token
from annotator.export import urls
from annotator.wsgi import application

load_all_checks()
WANTED = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
)
CHOSEN = [CHECKS.get_one(name) for name in WANTED]
CALLERS = ("manager", "ana", None)
MODES = (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)
EXAMPLES = 6
NAMES = [
    *("create_token", "revoke_token", "list_projects", "create_project", "get_project"),
    *("list_members", "add_member", "get_codebook", "list_articles", "add_articles"),
    *("get_article", "list_claims", "list_queue", "take_next", "submit_assignment"),
    *("list_labels", "give_labels", "export_labels", "list_adjudications", "adjudicate"),
    *("get_summary", "get_agreement", "get_variable_agreement", "get_figures"),
    "list_aggregates",
    *("undo_decision", "list_unanimous", "finish_unanimous", "list_feedback"),
    *("list_assignments", "return_assignment", "release_assignment", "reassign_assignment"),
    *("plan_dealing", "deal_articles"),
    *("list_imports", "import_labels", "get_import", "discard_import", "apply_import"),
    "import_study",
    *("list_article_imports", "import_articles", "get_article_import"),
    *("discard_article_import", "list_article_import_items", "apply_article_import"),
    *("cancel_article_import", "retry_article_import"),
    *("add_addresses", "list_feeds", "add_feed", "get_feed"),
    *("remove_feed", "look_at_feed", "pause_feed", "resume_feed"),
    *("list_copies", "set_copy", "list_publishers", "list_corrections"),
    *("list_tokens", "revoke_own_token", "list_history", "export_history"),
    *("list_formats", "list_exports", "begin_export", "get_export", "drop_export"),
    *("get_export_file", "list_freezes", "freeze_study", "get_freeze"),
    *("get_frozen_methods", "get_frozen_guide", "get_methods", "get_coder_guide"),
]


def served(environ, start_response):
    """The application as a server calls it, which also says who is calling."""
    return application({"REMOTE_ADDR": "127.0.0.1", **environ}, start_response)


@pytest.fixture(autouse=True)
def _connection_stays():
    """A request must not close the connection of the transaction that the test is in."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)


@pytest.fixture
def operations(cast):
    schema = schemathesis.openapi.from_wsgi("/api/v1/schema/", served)
    found = (result.ok() for result in schema.get_all_operations())
    return {operation.definition.raw["operationId"]: operation for operation in found}


@pytest.fixture
def places(cast):
    """Ids that lead somewhere, for requests that shall get past "not found"."""
    assignment = cast.code_all(cast.ana, submit=False)
    return {
        "slug": "quay",
        "id": cast.article.pk,
        "public_id": str(assignment.public_id),
        "claim": cast.claims()[0].pk,
        "variable": "slant",
        "codes": ["slant:some"],
    }


def test_no_operation_is_left_out(operations):
    assert sorted(operations) == sorted(NAMES)
    assert len({one.path for one in operations.values()}) == len(urls.urlpatterns) - 2


@pytest.mark.parametrize("caller", CALLERS)
@pytest.mark.parametrize("name", NAMES)
def test_generated_requests(cast, operations, places, name, caller):
    user = getattr(cast, caller) if caller else None
    headers = {"Authorization": f"Token {create_token(user=user)[1]}"} if user else {}
    operation = operations[name]
    strategies = [operation.as_strategy(generation_mode=mode) for mode in MODES]

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=st.one_of(strategies), aimed=st.booleans())
    def send(case, aimed):
        aim(case, places if aimed else {"slug": "quay"})
        with transaction.atomic():
            answer = case.call(headers=headers)
            transaction.set_rollback(True)
        case.validate_response(answer, checks=CHOSEN)

    send()


def aim(case, places):
    """Put ids that exist where the generated request names any."""
    for name in case.path_parameters or {}:
        if name in places:
            case.path_parameters[name] = places[name]
    bodies = case.body if isinstance(case.body, list) else [case.body]
    for body in bodies:
        if isinstance(body, dict) and "claim" in places and "codes" in body:
            body.update({name: places[name] for name in ("claim", "variable", "codes")})
            body.pop("article", None)
