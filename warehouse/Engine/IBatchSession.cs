using DataShare.Schemas;

namespace DataShare.Warehouse;

/// <summary>
/// The changed rows of a run, and the transaction that delivers them. All relations show one state of the warehouse.
/// Disposed without <see cref="CompleteAsync"/> it leaves nothing in the warehouse. For one caller.
/// </summary>
public interface IBatchSession : IAsyncDisposable
{
    ConsumerRun Run { get; }

    /// <summary>
    /// The SQL name to put for <c>{{name}}</c>, quoted where it must be, good in every statement of this session:
    /// the read's columns, then <c>_change</c> (<c>upsert</c> or <c>delete</c>), <c>_seq</c>, <c>_load_id</c>,
    /// <c>_source_row</c>, <c>_contract_version</c>.
    /// </summary>
    /// <exception cref="KeyNotFoundException">No read has this name.</exception>
    string Relation(string name);

    ValueTask<long> CountAsync(string name, CancellationToken cancellationToken);

    /// <summary>Executes statements, separated by semicolons, in the checkpoint's transaction.</summary>
    /// <returns>Rows inserted, updated or deleted, by all of them together.</returns>
    ValueTask<long> ExecuteAsync(string sql, CancellationToken cancellationToken);

    /// <summary>
    /// Writes a relation, ordered by <c>_seq</c>, <c>_load_id</c>, <c>_source_row</c>, into a file, and returns its
    /// rows. Rows that vanished from a snapshot, which have no source row, are the first of their load, in any order. CSV has a header, null as nothing, text only quoted where it must be and an empty string as
    /// <c>""</c>, binary in base64, moments in ISO 8601 and UTC: <c>2026-01-31T10:00:00.000000Z</c>.
    /// </summary>
    ValueTask<long> ExportAsync(string name, string file, FileFormat format, CancellationToken cancellationToken);

    /// <summary>Moves the checkpoint, finishes the run and makes what was executed visible, all at once.</summary>
    ValueTask CompleteAsync(long rows, CancellationToken cancellationToken);
}

/// <summary>One dataset that a consumer reads.</summary>
/// <param name="Name">The name between the braces; unique for a consumer.</param>
/// <param name="Columns">
/// In the order wanted. One that the table does not have yet is null; all are, in no rows, before the first load.
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
    /// <summary>
    /// All majors of the dataset: rows of the others are shown too, where they can be mapped. Null for the rows of this
    /// major's table alone.
    /// </summary>
    public DatasetMajors? Majors { get; init; }
}
