using DataShare.Lake;
using DataShare.Schemas;

namespace DataShare.Producers;

/// <summary>
/// Keeps earlier rows when a new snapshot's rows are rejected. If the dataset has a key, the earlier row of a rejected row's key
/// stays in the table: it is copied into a part of the new commit, with its load id and source row, so that every reader sees
/// it. If a rejected row's key cannot be read, every earlier row that the snapshot lacks may have that key, and all of them stay.
/// </summary>
internal sealed class KeptRows(ILanding landing, ContractCatalog catalog, CheckRows check, ProducerOptions options)
{
    private const string WithoutKey = "a snapshot without a key replaces all earlier rows, so the table lacks the rejected rows until they are replayed";

    /// <summary>Adds the kept rows and notes to a snapshot that is ready to be committed.</summary>
    /// <param name="group">A staged group with one drop.</param>
    public async Task<StagedGroup> AddAsync(StagedGroup group, CancellationToken cancellationToken)
    {
        var contract = group.Contract;
        var table = group.Table;
        var drop = group.Drops[0];
        if (drop.Selection.Only is not null)
        {
            var (version, parts) = await landing.CurrentAsync(table, cancellationToken);
            var amended = group with { Amends = true, Follows = version };
            return contract.PrimaryKey.Count == 0 ? amended : amended with { KeptParts = await WithoutAsync(table, parts, group, drop, cancellationToken) };
        }

        if (drop.RejectedRows == 0)
        {
            return group;
        }

        if (contract.PrimaryKey.Count == 0)
        {
            return group with { Drops = [drop with { Notes = [.. drop.Notes, WithoutKey] }] };
        }

        var (before, current) = await landing.CurrentAsync(table, cancellationToken);
        using var keys = await RejectedKeys.ReadAsync(check, drop, options, cancellationToken);
        var kept = await CopyAsync(table, current, keys, group, drop, cancellationToken);
        return group with
        {
            KeptParts = kept,
            Follows = before,
            Drops = [drop with { Notes = [.. drop.Notes, .. Note(kept.Sum(p => p.Rows), keys.Unreadable)] }],
        };
    }

    /// <summary>Why a snapshot may not land without its rejected rows; null when it may.</summary>
    /// <param name="rejectedRows">At least one.</param>
    public async Task<Refusal?> RefusalAsync(DataContract contract, long rejectedRows, CancellationToken cancellationToken) =>
        contract is { Write.Mode: WriteMode.Snapshot, PrimaryKey.Count: > 0 }
        && await landing.History.LastAsync(cancellationToken) is { Table.Major: var major }
        && major != contract.Version.Major
            ? new Refusal("keys", FormattableString.Invariant(
                $"{CountText.Of(rejectedRows, "row")} of the file {(rejectedRows == 1 ? "breaks" : "break")} a rule. The earlier rows are under major {major}, where keys may differ, so the rows to keep cannot be found and would be lost. The first snapshot under {contract} lands as a whole or not at all. Correct the file or the contract, and replay it."))
            : null;

    private static IEnumerable<string> Note(long kept, long unreadable)
    {
        var stay = FormattableString.Invariant($"{kept} earlier {(kept == 1 ? "row stays" : "rows stay")}, marked _stale");
        if (unreadable > 0)
        {
            yield return FormattableString.Invariant($"{unreadable} rejected {(unreadable == 1 ? "row has" : "rows have")} no readable key, so this snapshot removes no row: {stay}");
        }
        else if (kept > 0)
        {
            yield return $"{stay}, because the new {(kept == 1 ? "row of its key is" : "rows of their keys are")} rejected";
        }
    }

    /// <summary>The kept rows without those whose keys the replayed rows have; null if they have none of these keys.</summary>
    private async Task<IReadOnlyList<TablePart>?> WithoutAsync(
        LakeTableId table, IReadOnlyList<LakePart> parts, StagedGroup group, Drop drop, CancellationToken cancellationToken)
    {
        IReadOnlyList<LakePart> before = [.. parts.Where(p => p.IsKept)];
        if (before.Count == 0)
        {
            return null;
        }

        var kept = await CopyAsync(table, before, null, group, drop, cancellationToken);
        return kept.Sum(p => p.Rows) < before.Sum(p => p.Rows) ? kept : null;
    }

    /// <param name="keys">The keys whose rows are copied; null to copy every row whose key the staged rows lack.</param>
    private async Task<IReadOnlyList<TablePart>> CopyAsync(
        LakeTableId table, IReadOnlyList<LakePart> parts, RejectedKeys? keys, StagedGroup group, Drop drop, CancellationToken cancellationToken)
    {
        if (parts.Count == 0 || keys is { Count: 0, Unreadable: 0 })
        {
            return [];
        }

        var rows = await FindAsync(table, parts, keys, group, drop, cancellationToken);
        // The newest version's columns without their rules, because existing rows may break them. A row from before a column
        // existed gets the value that views show for it.
        var newest = Newest(group.Contract);
        var copied = newest with
        {
            Columns = [.. newest.LandedColumns.Select(c => c with
            {
                Aliases = c.FormerNames, Default = c.InitialDefault, Required = false, PrimaryKeyPosition = null, Rules = new ColumnRules { TakesNonFinite = true },
            })],
            OnViolation = new ViolationRules(UnknownColumnRule.Ignore),
        };
        await using var copies = new PartWriters(copied, landing.Staging.TableFolder(table), drop.LoadId, options.Writers, cancellationToken) { Prefix = "kept" };
        foreach (var part in parts.Where(_ => rows.Count > 0))
        {
            await CopyAsync(part, rows, copied, drop.Claim.Folder, copies, cancellationToken);
        }

        var kept = await copies.CompleteAsync();
        return kept.Sum(p => p.Rows) == rows.Values.Sum(r => r.Count)
            ? kept
            : throw new InvalidOperationException(FormattableString.Invariant(
                $"{CountText.Of(rows.Values.Sum(r => r.Count), "row")} of {table} must stay, but the copy has {kept.Sum(p => p.Rows):N0}. Nothing was committed. This is a bug in DataShare."));
    }

    /// <summary>The other names of a column: parts of other versions may have it under one of them.</summary>
    private static IReadOnlyList<string> OtherNames(ContractColumn column, DataContract newest) =>
        [.. newest.Columns.Where(c => c.Name == column.Name || c.FormerNames.Contains(column.Name, StringComparer.Ordinal)).SelectMany(c => c.FormerNames.Prepend(c.Name)).Where(n => n != column.Name)];

    private DataContract Newest(DataContract contract) => catalog.Majors(contract.Dataset).Find(contract.Version.Major) ?? contract;

    private static async Task CopyAsync(
        LakePart part, IReadOnlyDictionary<string, RowSet> only, DataContract contract, string folder, PartWriters target, CancellationToken cancellationToken)
    {
        await using var input = await ParquetInput.OpenAsync(part.Path, folder, cancellationToken);
        var report = new GateReport(null);
        var budget = new UnpackBudget(new UnpackOptions { MaxBytes = long.MaxValue, MaxRatio = int.MaxValue }, part.Bytes);
        var copy = new ParquetGate(input, ParquetGate.Fit(contract, input), RowSelection.All, budget, new ParquetOrigins(input, only));
        await copy.RunAsync(default, mayFlush: true, target, report, cancellationToken);
        if (report.RejectedRows > 0)
        {
            throw new LakeCorruptException(
                part.Path,
                FormattableString.Invariant($"{report.RejectedRows} of its rows cannot be read as {contract}: {report.Examples[0].Message}"),
                "See the damage with: datashare verify");
        }
    }

    /// <summary>The rows to copy, by load id and source row.</summary>
    private async Task<Dictionary<string, RowSet>> FindAsync(
        LakeTableId table, IReadOnlyList<LakePart> parts, RejectedKeys? keys, StagedGroup group, Drop drop, CancellationToken cancellationToken)
    {
        IReadOnlyList<ContractColumn> key = [.. group.Contract.PrimaryKey.Select(k => k with { FormerNames = OtherNames(k, Newest(group.Contract)) })];
        IReadOnlyList<string> before = [.. parts.Select(p => p.Path)];
        var asked = keys is null or { Unreadable: > 0 } ? null : keys.Parts;
        using var rows = StagedRows.Open(
            group.Contract, [.. group.Parts.Select(p => Path.Combine(landing.Staging.TableFolder(table), p.Name))], [.. before, .. asked ?? []], Path.Combine(drop.Claim.Folder, ".kept"));
        await using var stop = cancellationToken.Register(rows.Interrupt);
        var same = string.Join(" and ", key.Select(k => $"k.{StagedRows.Quote(k.Name)} = p.{StagedRows.Quote(k.Name)}"));
        var isAsked = asked is null ? "true" : $"exists (select 1 from ({rows.Select(key, asked)}) k where {same})";
        return await Task.Run(
            () => rows.QueryRows(
                $"""
                select p.{PartSchema.LoadIdColumn}, p.{PartSchema.SourceRowColumn}
                from ({rows.Select(key, before)}) p
                where {isAsked} and not exists (select 1 from {StagedRows.View} k where {same})
                """),
            cancellationToken);
    }
}
