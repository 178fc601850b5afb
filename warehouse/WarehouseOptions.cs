namespace DataShare.Warehouse;

/// <summary>Settings of the warehouse (section <c>DataShare:Warehouse</c>).</summary>
public sealed class WarehouseOptions
{
    /// <summary>The embedded warehouse's file. Its folder is made when it is not there. Required.</summary>
    public string DatabaseFile { get; set; } = "";

    /// <summary>
    /// What DuckDB may hold in memory before it writes to <see cref="TempDirectory"/>, such as <c>512MB</c>.
    /// Default: 1GB.
    /// </summary>
    public string MemoryLimit { get; set; } = "1GB";

    /// <summary>Threads of one query. 0, the default: as many as there are processors.</summary>
    public int Threads { get; set; }

    /// <summary>Null, the default: the database file's path with <c>.tmp</c> added.</summary>
    public string? TempDirectory { get; set; }

    /// <summary>How long to wait while another process has the warehouse. Default: 30 s; from 0 to 1 hour.</summary>
    public TimeSpan LockTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Lake commits loaded in one transaction at most. Default: 1000; at least 1.</summary>
    public int MaxCommitsPerTransaction { get; set; } = 1000;

    /// <summary>
    /// Rows loaded in one transaction, at which no further commit joins it; a commit is never split.
    /// Default: 1,000,000; at least 1.
    /// </summary>
    public long MaxRowsPerTransaction { get; set; } = 1_000_000;

    /// <summary>Everything that is wrong, each naming its setting; empty when nothing is.</summary>
    public IReadOnlyList<string> Problems()
    {
        var problems = new List<string>();
        Require(!string.IsNullOrWhiteSpace(DatabaseFile), $"{nameof(DatabaseFile)} is empty: give the path of a file, such as data/warehouse.duckdb.");
        Require(!string.IsNullOrWhiteSpace(MemoryLimit), $"{nameof(MemoryLimit)} is empty: give a size, such as 1GB.");
        Require(Threads >= 0, $"{nameof(Threads)} is {Threads}: give 0 (all processors) or more.");
        Require(
            LockTimeout >= TimeSpan.Zero && LockTimeout <= TimeSpan.FromHours(1),
            $"{nameof(LockTimeout)} is {LockTimeout}: give 00:00:00 to 01:00:00.");
        Require(MaxCommitsPerTransaction >= 1, $"{nameof(MaxCommitsPerTransaction)} is {MaxCommitsPerTransaction}: give 1 or more.");
        Require(MaxRowsPerTransaction >= 1, $"{nameof(MaxRowsPerTransaction)} is {MaxRowsPerTransaction}: give 1 or more.");
        return problems;

        void Require(bool holds, string problem)
        {
            if (!holds)
            {
                problems.Add($"DataShare:Warehouse:{problem}");
            }
        }
    }
}
