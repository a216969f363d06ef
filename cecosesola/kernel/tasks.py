"""The minute's tick: asks every room what is due."""

from celery import shared_task

from cecosesola.kernel import jobs


@shared_task(name="cecosesola.tick")
def tick() -> list[str]:
    return jobs.run_due()


@shared_task(name="cecosesola.run_step")
def run_step(name: str) -> bool:
    return jobs.run_step(name)
