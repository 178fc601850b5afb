namespace DataShare.Warehouse;

/// <summary>
/// The rows of a ledger that the lake does not contain: its identity, and the positions, runs and pauses of its
/// consumers.
/// </summary>
internal sealed record LedgerRecords(IdentityRow Identity, IReadOnlyList<PositionRow> Positions, IReadOnlyList<RunRow> Runs, IReadOnlyList<PauseRow> Pauses)
{
    private const string Reading = "read the ledger";
    private const string Writing = "take over a ledger";

    /// <summary>Whether no consumer has moved between the two.</summary>
    public bool IsSameAs(LedgerRecords other) => Runs.SequenceEqual(other.Runs) && Positions.ToHashSet().SetEquals(other.Positions);

    public bool IsEmpty => Positions.Count == 0 && Runs.Count == 0 && Pauses.Count == 0;

    public static async Task<LedgerRecords> ReadAsync(ISqlSession session, CancellationToken cancellationToken)
    {
        await session.BeginAsync(readOnly: true, cancellationToken);
        var identity = await session.QueryAsync<IdentityRow>(Reading, LedgerSql.Identity, null, cancellationToken);
        var positions = await session.QueryAsync<PositionRow>(Reading, LedgerSql.Positions, null, cancellationToken);
        var runs = await session.QueryAsync<RunRow>(Reading, LedgerSql.Runs, null, cancellationToken);
        return new LedgerRecords(identity.Single(), positions, runs, await session.QueryAsync<PauseRow>(Reading, LedgerSql.Pauses, null, cancellationToken));
    }

    /// <summary>Replaces the rows of another ledger by these, in one transaction.</summary>
    public async Task<bool> WriteAsync(ISqlSession session, LedgerSql sql, CancellationToken cancellationToken)
    {
        await session.BeginAsync(readOnly: false, cancellationToken);
        foreach (var delete in LedgerSql.DeleteRecords)
        {
            await session.ExecuteAsync(Writing, delete, cancellationToken);
        }

        await WriteAsync(session, sql.InsertIdentity, [new { Identity.Id, CreatedAt = Moment.Utc(Identity.CreatedAt) }], cancellationToken);
        await WriteAsync(
            session,
            sql.InsertMovedPosition,
            [.. Positions.Select(p => new { p.Consumer, p.Dataset, p.Major, p.LakeVersion, MovedAt = Moment.Utc(p.MovedAt), p.IsFormer })],
            cancellationToken);
        await WriteAsync(
            session,
            sql.InsertMovedRun,
            [
                .. Runs.Select(r => new
                {
                    r.Consumer,
                    r.Number,
                    r.Ranges,
                    r.FromSequence,
                    r.ToSequence,
                    r.Attempt,
                    r.Status,
                    StartedAt = Moment.Utc(r.StartedAt),
                    FinishedAt = r.FinishedAt is { } at ? Moment.Utc(at) : (DateTimeOffset?)null,
                    Rows = r.DeliveredRows,
                    r.Error,
                }),
            ],
            cancellationToken);
        await WriteAsync(session, sql.InsertPause, [.. Pauses.Select(p => new { p.Consumer, Now = Moment.Utc(p.PausedAt), p.Reason })], cancellationToken);
        await session.CommitAsync(Writing, cancellationToken);
        return true;
    }

    /// <summary>The positions of a consumer.</summary>
    public LakePositions Of(string consumer) => PositionRow.Positions(Positions.Where(p => p.Consumer == consumer));

    private static async Task WriteAsync(ISqlSession session, string statement, IReadOnlyList<object> rows, CancellationToken cancellationToken)
    {
        if (rows.Count > 0 && await session.WriteAsync(Writing, statement, rows, cancellationToken) is var written && written != rows.Count)
        {
            throw new WarehouseException(FormattableString.Invariant($"Could not {Writing}: {written} of {rows.Count} rows were written. Nothing was changed."));
        }
    }
}
