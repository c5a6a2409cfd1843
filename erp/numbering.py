"""Numbers of documents: gapless where the law asks for it, fast elsewhere."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import connection

from erp.models.records import LooseSequence
from erp.patterns import write_numbers
from erp.registry import Registry

# (company id, year)
Group = tuple[int, int]


@dataclass(frozen=True)
class SequenceKind:
    """How a kind of document is numbered unless a company's own row says otherwise.

    `pattern` is a format string that knows `year` and `number`. `is_strict`: no gap, no reuse, counted by year.
    """

    pattern: str
    is_strict: bool = False


sequence_kinds: Registry[SequenceKind] = Registry("sequences", SequenceKind)


def take_numbers(code: str, counts: Mapping[Group, int]) -> dict[Group, list[str]]:
    """The next numbers of the sequence `code` for each (company, year), in a constant number of statements.

    A strict sequence holds its counter row until the transaction ends: take its numbers last.
    """
    counts = {group: count for group, count in sorted(counts.items()) if count}
    if not counts:
        return {}
    kind = sequence_kinds.get(code)
    return _take_strict(code, kind, counts) if kind.is_strict else _take_loose(code, kind, counts)


def _take_strict(code: str, kind: SequenceKind, counts: Mapping[Group, int]) -> dict[Group, list[str]]:
    # A new year's counter goes on with the pattern of the year before, if the company has one of its own.
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO erp_strictsequence AS sequence (company_id, code, year, pattern, last_value)
            SELECT wanted.company_id, %s, wanted.year, coalesce(
                (SELECT earlier.pattern FROM erp_strictsequence AS earlier
                 WHERE earlier.company_id = wanted.company_id AND earlier.code = %s ORDER BY earlier.year DESC LIMIT 1),
                %s), wanted.count
            FROM unnest(%s::bigint[], %s::int[], %s::bigint[]) AS wanted(company_id, year, count)
            ON CONFLICT (company_id, code, year)
            DO UPDATE SET last_value = sequence.last_value + excluded.last_value
            RETURNING company_id, year, pattern, last_value
            """,
            [
                code,
                code,
                kind.pattern,
                [company_id for company_id, _year in counts],
                [year for _company_id, year in counts],
                list(counts.values()),
            ],
        )
        rows = cursor.fetchall()
    return {
        (company_id, year): write_numbers(pattern, year, range(last - counts[company_id, year] + 1, last + 1))
        for company_id, year, pattern, last in rows
    }


def _take_loose(code: str, kind: SequenceKind, counts: Mapping[Group, int]) -> dict[Group, list[str]]:
    companies = {company_id for company_id, _year in counts}
    sequences = _loose_sequences(code, companies)
    missing = companies - sequences.keys()
    if missing:
        LooseSequence.objects.bulk_create(
            [LooseSequence(company_id=pk, code=code, pattern=kind.pattern) for pk in sorted(missing)],
            ignore_conflicts=True,
        )
        sequences = _loose_sequences(code, companies)
        with connection.cursor() as cursor:
            cursor.execute(
                "; ".join(
                    f"CREATE SEQUENCE IF NOT EXISTS {sequences[pk].database_name}" for pk in sorted(missing)
                )
            )
    groups = list(counts)
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT wanted.position, nextval(wanted.sequence::regclass)
            FROM unnest(%s::int[], %s::text[], %s::int[]) AS wanted(position, sequence, count),
                 generate_series(1, wanted.count)
            ORDER BY 1, 2
            """,
            [
                list(range(len(groups))),
                [sequences[company_id].database_name for company_id, _year in groups],
                list(counts.values()),
            ],
        )
        values: list[list[int]] = [[] for _group in groups]
        for position, value in cursor.fetchall():
            values[position].append(value)
    return {
        group: write_numbers(sequences[group[0]].pattern, group[1], numbers)
        for group, numbers in zip(groups, values, strict=True)
    }


def _loose_sequences(code: str, companies: set[int]) -> dict[int, LooseSequence]:
    return {row.company_id: row for row in LooseSequence.objects.filter(company_id__in=companies, code=code)}
