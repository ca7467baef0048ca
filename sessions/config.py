"""The limits of the record and its service, each with its reason, and where the record is kept."""

import msgspec

# --- the meeting ------------------------------------------------------------------------------

FLOOR_HOLDERS_MAX = 2
"""A dialogue is between two; more open microphones than that and nobody is understood."""
SPEECH_START_MS = 10_000
"""A granted speech whose holder has not pressed start begins by itself after this."""
ABSENCE_MS = 5 * 60_000
"""A holder away for longer than this, the pause of their clock included, has left: the floor is
wanted by others, and a device is changed or restarted in less."""
SPEECH_SECONDS_MAX = 6 * 3600
"""As `types.Seconds`: no extension carries a speech beyond it."""

# --- the size of one consultation -------------------------------------------------------------

VENUES_MAX = 200
ITEMS_MAX = 50
"""Both as `CreateConsultation` allows at the start."""
SEATS_MAX = 5_000
VENUE_SEATS_MAX = 200
"""As `Venue` allows at the start."""
PARTICIPANTS_MAX = 2_000
"""A roster, not the public: every participant may publish media."""
INVITATIONS_MAX = 20_000
"""Ten links for each participant."""
OPINIONS_MAX = 200_000
"""Some twenty times the opinions of the largest programme on record; the state keeps them in
memory."""
OPINIONS_AT_ONCE = 200
"""Opinions decided by one command: a screenful or four, and some ten milliseconds of work."""
MERGED_MAX = 2_000
"""Opinions that follow one other: a campaign of more is a theme, and its own event would no longer
fit a frame."""
MARKS_MAX = 50
"""Sensitive words marked in one opinion; whoever screens it has seen enough."""
OUTCOMES_MAX = 1_000
OUTCOME_STEPS_MAX = 300
"""Of one outcome: a reply redone ten times takes a third of it; all of them are shown in a row."""
OUTCOME_DOCUMENTS_MAX = 20
"""Attached to one outcome, those taken back included: a report, its tables and some pictures."""
OUTCOMES_DOCUMENTS_MAX = 1_000
"""Attached to all outcomes of one consultation: one of each, or some of every other."""
REHEARSAL_MS_MAX = 4 * 3600_000
"""A rehearsal that nobody ended: half a day of trying, and the real meeting is never taken for it.
"""
REHEARSAL_RECORDS_MAX = 20_000
"""They are kept in memory alone; a meeting of a day has fewer."""
DOCUMENTS_MAX = 200
"""Ever attached, those taken back included: the snapshot lists them, and the disk holds them."""
DOCUMENT_PAGES_MAX = 200
"""As `types.PageNumber`. A longer report is for reading at home, not for showing."""
DOCUMENT_BYTES_MAX = 50 * 1024 * 1024
"""A scanned report of that many pages; every byte of it is kept with the record."""
PAGE_TURN_MS = 100
"""Between two turns: a page that stands for less is seen by nobody, and the log is to be read."""

ROLL_CALLS_MAX = 50
"""One every ten minutes of a long day."""
QUESTIONS_MAX = 500
"""Ten under each item; a sitting hears a few dozen."""
BALLOTS_MAX = 200
"""A day of nothing but votes."""
STANCES_MAX = 10_000
"""Five of each participant; the minutes list them all."""
CAPTIONS_MAX = 200_000
"""A day of rapid speech in eight languages."""
CAPTIONS_KEPT = 20
"""The latest, which a snapshot shows and which may be corrected; the log keeps the others."""
CAPTION_LANGUAGES_MAX = 8
"""As many interpretation booths as the largest halls have."""
CAPTION_MS_MAX = 60_000
"""One line is said in a few seconds; a minute is a slip of the clock."""
CAPTION_AHEAD_MS = 5_000
"""How far a captioner's clock may be ahead of the record's."""

LIVE_NOTES_MAX = 2_000
"""One every twenty seconds of a long day."""
LIVE_PICTURES_MAX = 1_000
"""Half a picture with each; the disk holds them all, some 200 kB each."""
LIVE_NOTES_SHOWN = 50
"""The latest, which a snapshot shows those who write them; the page has all."""
NOTES_MAX = 10_000
"""Written and corrected: one every three seconds of a day."""
NOTES_SHOWN = 200
"""The latest, in a snapshot."""

MINUTES_BLOCKS_MAX = 1_000
"""Blocks changed or added: more than a document of fifty pages has."""
MINUTES_CHANGES_MAX = 20_000
"""Changes ever made, as autosaving writes them: a week of typing without a pause."""
CORRECTIONS_MAX = 500
"""Proposed to one version; its readers are some dozens."""
CORRECTION_MS_MAX = 90 * 24 * 3600_000
"""How long a draft may be out for correction: nobody waits for longer than a quarter."""
MINUTES_VERSIONS_MAX = 50
"""Each is a correction of what was official."""
SIGNED_DOCUMENT_BYTES_MAX = 16 * 1024 * 1024
"""Of one signed version as JSON: a thousand outcomes at their longest make 8 MB."""
SIGNED_DATA_BYTES_MAX = 64 * 1024 * 1024
"""Of its data, which are kept up to this: ten thousand opinions make 4 MB. What is longer is made
from the log again."""
MINUTES_TEMPLATES_MAX = 20
"""Office's templates ever given for one consultation, at most 5 MB each: all are kept."""

# --- the service ------------------------------------------------------------------------------

CONTROL_QUEUE_MAX = 1_024
"""Commands of people in the meeting that wait for the writer: well under a second of work."""
OPINION_QUEUE_MAX = 4_096
"""Opinions that wait for the writer: about two seconds of work; beyond it the public is told to
wait."""
BATCH_MAX = 256
"""Commands decided in one turn of the loop and committed as one; bounds the turn to some 20 ms."""
LOADED_MAX = 64
"""Consultations kept in memory; those without subscribers make room, least recently used first."""
COLD_LOADS_MAX = 2
"""Logs that readers have read and replayed at a time; leaves readers of the store to the rest."""
UNKNOWN_MS = 2_000
"""How long an id that the store did not know is refused unasked."""
UNKNOWN_MAX = 1_024
"""Such ids remembered: as many as anybody asks for in that time from one machine."""
KEY_MEMORY_MS = 10 * 60_000
"""How long a command key answers a re-sent command; longer than any client goes on retrying."""
KEYS_MAX = 50_000
"""Keys remembered at once; the oldest go first."""
KEY_LENGTH_MAX = 80
PAGE_RECORDS = 1_000
"""Records read from the store at a time."""
RECORDS_MAX = 10_000
"""Records that one call for the log answers."""
WALL_OPINIONS_MAX = 500
"""Published opinions on the wall, newest first: its bytes are fetched by every viewer."""
SNAPSHOT_OPINIONS_MAX = 500
"""Opinions in a snapshot beside those that wait: it is one frame, and must get through a slow line
before its reader is given up."""
TIMER_RETRY_S = 1.0
"""Pause before the clock asks again for what could not be recorded."""
OUTCOME_LOOK_S = 60.0
"""Between two looks at what is due for outcomes of consultations that nobody has open: days are
what counts there."""
HEAD_RECORDS = 500
"""Records after which a log's head is signed though nothing was closed,"""
HEAD_S = 600.0
"""and seconds: what a forger who came later could change without a signature showing it."""
HEAD_RETRY_S = 5.0
"""Pause before a head is signed again that could not be kept."""
SQLITE_BUSY_MS = 5_000
"""How long a connection waits for another process, as a backup, to let go of the file."""
STORE_CLOSE_S = 10.0
"""How long closing waits for what was asked of the database: longer than `SQLITE_BUSY_MS`, less
than a supervisor waits before it kills."""
READERS = 4
"""Connections that read beside the one that writes."""


class Config(msgspec.Struct, frozen=True):
    """Where the record is kept: an SQLAlchemy URL, `sqlite+aiosqlite:///…` or
    `postgresql+asyncpg://…`.
    """

    database_url: str
