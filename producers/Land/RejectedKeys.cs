using DataShare.Lake;
using DataShare.Schemas;

namespace DataShare.Producers;

/// <summary>The readable keys of a file's rejected rows, in temporary parts that disposal deletes.</summary>
internal sealed class RejectedKeys : IDisposable
{
    private readonly string folder;

    private RejectedKeys(string folder, IReadOnlyList<string> parts, long count, long unreadable) =>
        (this.folder, Parts, Count, Unreadable) = (folder, parts, count, unreadable);

    /// <summary>Full paths.</summary>
    public IReadOnlyList<string> Parts { get; }

    public long Count { get; }

    /// <summary>The number of rejected rows whose key cannot be read.</summary>
    public long Unreadable { get; }

    public static async Task<RejectedKeys> ReadAsync(
        CheckRows check, Drop drop, ProducerOptions options, CancellationToken cancellationToken)
    {
        var fit = Fit(drop.Fit);
        var rejected = await RowSelection.OfRejectedAsync(Path.Combine(drop.QuarantineFolder!, QuarantineStore.RejectedRowsTableFile), cancellationToken);
        var folder = Path.Combine(drop.Claim.Folder, ".keys");
        var report = new GateReport(null);
        await using var keys = new PartWriters(fit.Contract, folder, drop.LoadId, options.Writers, cancellationToken);
        await check.RunAsync(drop, fit, rejected, mayFlush: true, keys, report, cancellationToken);
        var parts = await keys.CompleteAsync();
        return new RejectedKeys(folder, [.. parts.Select(p => Path.Combine(folder, p.Name))], report.AcceptedRows, report.RejectedRows);
    }

    public void Dispose()
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Reads only the columns of the key, without rules. Other columns keep their places, but are not read.</summary>
    private static ColumnFit Fit(ColumnFit fit) => fit with
    {
        Contract = fit.Contract with
        {
            Columns = [.. fit.Contract.Columns.Select(c => c with { Rules = ColumnRules.None, Default = null, Required = c.PrimaryKeyPosition is not null })],
            OnViolation = new ViolationRules(UnknownColumnRule.Ignore),
        },
        SourceOf = [.. fit.Contract.Columns.Zip(fit.SourceOf, (c, source) => c.PrimaryKeyPosition is null ? null : source)],
        Dialect = fit.Dialect,
    };
}
