"""The till benchmark's floor: the house's own server with one bare view more, which only calls one insert.

The view takes the same sales as the sync endpoint and stores their rows in plain tables without keys,
constraints, totals, ledger or replay: what a sale costs at the very least on this stack.
"""

import json

from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import include, path
from django.views.decorators.csrf import csrf_exempt

from cecosesola.ui.guard import public

TABLES = """
DROP TABLE IF EXISTS bench_sale, bench_line;
CREATE TABLE bench_sale (id uuid, session bigint, counter bigint, at bigint, book bigint, total bigint);
CREATE TABLE bench_line (sale uuid, n int, line jsonb);
CREATE OR REPLACE FUNCTION bench_insert(p_sales jsonb) RETURNS bigint LANGUAGE sql AS $$
    INSERT INTO bench_sale SELECT (s->>'id')::uuid, (s->>'s')::bigint, (s->>'n')::bigint, (s->>'at')::bigint,
           (s->>'book')::bigint, (s->>'total')::bigint FROM jsonb_array_elements(p_sales) s;
    INSERT INTO bench_line SELECT (s->>'id')::uuid, n, line
      FROM jsonb_array_elements(p_sales) s, jsonb_array_elements(s->'lines') WITH ORDINALITY AS l(line, n);
    SELECT jsonb_array_length(p_sales)::bigint;
$$;
GRANT SELECT, INSERT ON bench_sale, bench_line TO {role};
"""


@public
@csrf_exempt
def insert(request: HttpRequest) -> HttpResponse:
    bodies = [sale["body"] for sale in json.loads(request.body)["sales"]]
    with connection.cursor() as cursor:
        cursor.execute("SELECT bench_insert(%s::jsonb)", ["[" + ",".join(bodies) + "]"])
        return JsonResponse({"stored": cursor.fetchone()[0]})


urlpatterns = [path("bench/insert", insert), path("", include("cecosesola.urls"))]
