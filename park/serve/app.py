"""The pages' addresses."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, RedirectResponse, Response
from starlette.routing import Route

from park.serve.pages import (
    about,
    annotate,
    dialogues,
    files,
    learn,
    opinions,
    overview,
    people,
    rate,
    responses,
    review,
    revise,
    rows,
    survey,
)
from park.serve.site import FOLDER, Site, page, told

WEEK = 7 * 24 * 3600
STATIC = {path.name: path for path in (FOLDER / "static").iterdir()}


def app_of(site: Site) -> Starlette:
    """Return the pages of a run."""
    owner = partial(page, site)
    anyone = partial(page, site, everybody=True)
    guests = partial(page, site, everybody=True, guests=True)
    return Starlette(
        routes=[
            Route("/", _front(site, guests(overview.overview)), methods=["GET"]),
            Route("/static/{name}", _static(site), methods=["GET"]),
            Route("/dialogues", owner(dialogues.listed), methods=["GET"]),
            Route("/dialogues/{key}", owner(dialogues.one), methods=["GET"]),
            Route("/opinions", owner(opinions.listed), methods=["GET"]),
            Route("/opinions/{key}", owner(opinions.one), methods=["GET"]),
            Route("/rows", owner(rows.listed), methods=["GET"]),
            Route("/responses", owner(responses.listed), methods=["GET"]),
            Route("/people", owner(people.progress), methods=["GET"]),
            Route("/people/{person}", owner(people.one), methods=["GET"]),
            Route("/files/ratings.csv", owner(rate.download), methods=["GET"]),
            Route("/files/annotations.csv", owner(annotate.download), methods=["GET"]),
            Route("/files/survey.csv", owner(survey.download), methods=["GET"]),
            Route("/files/survey.parquet", owner(survey.download), methods=["GET"]),
            Route("/survey/{person}", guests(survey.form), methods=["GET", "POST"]),
            Route("/files/learners.csv", owner(learn.download), methods=["GET"]),
            Route("/files/learners.jsonl", owner(learn.download), methods=["GET"]),
            Route("/files/revisions.csv", owner(revise.download), methods=["GET"]),
            Route("/revise/{person}", anyone(revise.first), methods=["GET"]),
            Route("/revise/{person}/{number}", anyone(revise.one), methods=["GET", "POST"]),
            Route("/about/{person}", anyone(about.form), methods=["GET", "POST"]),
            Route("/learn/{person}", anyone(learn.course), methods=["GET", "POST"]),
            Route("/files/{name}", owner(files.download), methods=["GET"]),
            Route("/rate/{person}", anyone(rate.first), methods=["GET"]),
            Route("/rate/{person}/{number}", anyone(rate.one), methods=["GET", "POST"]),
            Route("/annotate/{person}", anyone(annotate.first), methods=["GET"]),
            Route("/annotate/{person}/{number}", anyone(annotate.one), methods=["GET", "POST"]),
            Route("/queue/{person}", anyone(review.first), methods=["GET"]),
            Route("/queue/{person}/mine", anyone(review.mine), methods=["GET"]),
            Route("/queue/{person}/{key}", anyone(review.item), methods=["GET", "POST"]),
        ],
        exception_handlers={
            HTTPException: lambda request, error: _missing(site, request, error),
            Exception: lambda request, error: told(site, request, 500, "broken"),
        },
    )


def _front(site: Site, front: Callable[[Request], Any]) -> Callable[[Request], Any]:
    """Return an endpoint that takes the token out of a link, and otherwise shows the front page."""

    async def endpoint(request: Request) -> Response:
        token = request.query_params.get("token")
        if token is None:
            answer: Response = await front(request)
            return answer
        address = request.client.host if request.client else ""
        if site.door.closed_for(address):
            return told(site, request, 429, "too_many", seconds=60)
        session = site.door.session(token, request.cookies.get(site.cookie, ""))
        if site.door.who(session) is None:
            site.door.missed(address)
            return told(site, request, 401, "wrong_link")
        answer = RedirectResponse("/", 303)
        # Lax, as a link in a message leads here from another site.
        answer.set_cookie(
            site.cookie, session, max_age=WEEK, httponly=True, samesite="lax", secure=site.secure
        )
        return answer

    return endpoint


def _static(site: Site) -> Callable[[Request], Any]:
    async def endpoint(request: Request) -> Response:
        path: Path | None = STATIC.get(request.path_params["name"])
        if path is None:
            return told(site, request, 404, "not_here")
        return FileResponse(path, headers={"cache-control": "public, max-age=3600"})

    return endpoint


def _missing(site: Site, request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 404
    return told(site, request, status, "not_here")
