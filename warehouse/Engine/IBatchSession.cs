using DataShare.Lake;
using DataShare.Schemas;

namespace DataShare.Warehouse;

/// <summary>
/// The changed rows of a run, and the transaction that delivers them. All relations show one state of the warehouse. If it
/// is disposed without <see cref="CompleteAsync"/>, it leaves nothing in the warehouse. For one caller.
/// </summary>
public interface IBatchSession : IAsyncDisposable
{
    ConsumerRun Run { get; }

    /// <summary>
    /// The SQL name that replaces <c>{{name}}</c>, quoted if necessary. Every statement of this session can use it. Its columns
    /// are the read's columns, then <c>_change</c> (<c>upsert</c> or <c>delete</c>), <c>_load_id</c>,
    /// <c>_source_row</c>, <c>_lake_version</c>, <c>_contract_version</c>.
    /// </summary>
    /// <exception cref="KeyNotFoundException">No read has this name.</exception>
    string Relation(string name);

    ValueTask<long> CountAsync(string name, CancellationToken cancellationToken);

    /// <summary>Executes statements, separated by semicolons, in the transaction that moves the positions.</summary>
    /// <returns>The number of rows that all statements together inserted, updated or deleted.</returns>
    ValueTask<long> ExecuteAsync(string sql, CancellationToken cancellationToken);

    /// <summary>
    /// Writes a relation into a file, ordered by <c>_lake_version</c>, <c>_load_id</c>, <c>_source_row</c>, and returns the number of
    /// rows. Rows that vanished from a snapshot have no source row and come first in their load, in any order. CSV has a header,
    /// an empty field for null, quotes only if necessary, <c>""</c> for an empty string, base64 for binary, and timestamps in
    /// ISO 8601 and UTC: <c>2026-01-31T10:00:00.000000Z</c>.
    /// </summary>
    ValueTask<long> ExportAsync(string name, string file, FileFormat format, CancellationToken cancellationToken);

    /// <summary>Moves the positions, finishes the run and commits the executed statements, all at once.</summary>
    ValueTask CompleteAsync(long rows, CancellationToken cancellationToken);
}

/// <summary>One dataset that a consumer reads.</summary>
/// <param name="Name">The name between the braces; unique for a consumer.</param>
/// <param name="Columns">
/// The columns in the wanted order. A column that the table does not have yet is null. Before the first load there are no
/// rows.
/// </param>
/// <param name="Cleared">
/// Whether restricted columns show their values; otherwise they are masked as in the views.
/// </param>
public sealed record BatchRead(
    string Name,
    DatasetName Dataset,
    int Major,
    IReadOnlyList<ContractColumn> Columns,
    bool Cleared = false)
{
    /// <summary>Whether tables from which the consumer has received nothing yet begin at their newest version.</summary>
    public bool FromNewest { get; init; }

    /// <summary>The tables that may have rows of the read; its own first.</summary>
    public IReadOnlyList<LakeTableId> Tables =>
    [
        new LakeTableId(Dataset, Major),
        .. (Majors?.SourcesOf(Major) ?? []).Select(s => new LakeTableId(Dataset, s.Contract.Version.Major)),
    ];

    /// <summary>
    /// All majors of the dataset: rows of the other majors are shown too, if they can be mapped. Null for only the rows of this
    /// major's table.
    /// </summary>
    public DatasetMajors? Majors { get; init; }
}
