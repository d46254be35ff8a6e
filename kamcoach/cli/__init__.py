"""The command line: `kamcoach --help`."""

import click

from kamcoach import __version__
from kamcoach.cli import backup, content, demo, drift, installing, mail, outcomes, people, serving, simulate, trail


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__)
def main() -> None:
    """KAM Coach: training, coaching and assessing key account managers.

    To look around:      kamcoach demo
    To start for real:   kamcoach init, then kamcoach serve

    Settings come from KAMCOACH_… environment variables; docs/operating.md lists them.
    """


for command in (
    demo.demo,
    installing.init,
    installing.upgrade,
    backup.backup,
    backup.restore,
    serving.serve,
    serving.worker,
    content.content,
    people.people,
    mail.mail,
    drift.drift,
    outcomes.outcomes,
    trail.trail,
    trail.standings,
    simulate.simulate,
):
    main.add_command(command)
