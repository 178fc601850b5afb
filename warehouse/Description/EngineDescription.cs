using DataShare.Lake;
using DataShare.Schemas;
using Microsoft.Extensions.Logging;

namespace DataShare.Warehouse;

/// <summary>
/// Describes an engine without opening it: its settings, the values that it can store, and its SQL. Immutable; can be used
/// concurrently.
/// </summary>
public abstract class EngineDescription
{
    /// <summary>Its name in the settings.</summary>
    public abstract string Name { get; }

    /// <summary>The name of the warehouse that the options are for.</summary>
    public abstract string NameOf(WarehouseOptions options);

    /// <summary>What a person chooses with it, as the rest of a sentence.</summary>
    public abstract string Summary { get; }

    /// <summary>Whether processes can share a schedule that its database keeps.</summary>
    public abstract bool KeepsSchedules { get; }

    /// <summary>What it needs before it takes rows; null for nothing.</summary>
    public abstract EngineSetup? Setup { get; }

    /// <summary>What cannot be told of consumers' SQL before it is delivered with, as a sentence; null for nothing.</summary>
    public abstract string? UntoldOfSql { get; }

    internal abstract SqlDialect Dialect { get; }

    /// <summary>The SQL for a view's first ten rows.</summary>
    public abstract string FirstRows(string view);

    /// <summary>
    /// The problems of settings that only this engine has, each with its setting. <see cref="WarehouseOptionsValidator"/> finds
    /// the others. Empty if there are none.
    /// </summary>
    public IEnumerable<string> Problems(WarehouseOptions options) => OwnProblems(options).Select(p => $"{WarehouseOptions.Section}:{p}");

    /// <summary>The reasons why the contract can have no tables: values that it allows but tables cannot store, and a reserved name.</summary>
    public IReadOnlyList<SourceProblem> Unfit(DataContract contract) =>
    [
        .. TableNames.Newest(contract.Dataset) == TableNames.Newest(BesideTables.Dataset)
            ? [new SourceProblem(contract.SourceFile, 1, 1, $"the name '{contract.Dataset}' is reserved for the tables of a rebuild; expected another name")]
            : Array.Empty<SourceProblem>(),
        .. UnfitValues(contract),
    ];

    /// <summary>
    /// The first statement of a consumer that would end the transaction of the positions, leave the database, or do more
    /// than read and change its tables. Null if there is none. The engine itself refuses statements that its grammar does
    /// not know.
    /// </summary>
    /// <param name="sql">With names in place of the braces.</param>
    public abstract RefusedStatement? Refused(string sql);

    /// <summary>
    /// Which columns a consumer's statements read: looks at them without running them where data is, in an empty database
    /// of the same kind.
    /// </summary>
    /// <param name="sql">With <see cref="SqlRelation.NameOfBatch"/> in place of the braces.</param>
    /// <param name="relations">All relations that the SQL may name, besides the consumer's own tables.</param>
    /// <param name="tables">The consumer's own tables, with name and columns as in <c>create table</c>.</param>
    public abstract ColumnUse ColumnUse(
        string sql, IReadOnlyList<SqlRelation> relations, IReadOnlyList<(string Name, string Columns)> tables);

    /// <summary>The SQL that counts what a mapping loses, as <see cref="MappedLossSql.Counts"/> says.</summary>
    public string Counts(MappedLossSql losses, string view) => losses.Counts(Dialect, view);

    /// <exception cref="WarehouseException">The settings are wrong; the message names every wrong one.</exception>
    internal void Confirm(WarehouseOptions options)
    {
        var range = new WarehouseOptionsValidator().Validate(WarehouseOptions.Section, options);
        IReadOnlyList<string> problems = [.. range.Failures ?? [], .. Problems(options)];
        if (problems.Count > 0)
        {
            throw new WarehouseException(string.Join(Environment.NewLine, problems));
        }
    }

    /// <param name="reach">
    /// The files that statements of an embedded engine can access; null for all files that the process can access.
    /// </param>
    internal abstract IWarehouse Open(WarehouseOptions options, TimeProvider time, ILoggerFactory logs, FileReach? reach, StepBorder? border);

    /// <summary>One problem for each column that allows values which tables cannot store.</summary>
    protected virtual IReadOnlyList<SourceProblem> UnfitValues(DataContract contract) => [];

    /// <summary>Each begins with the setting's name.</summary>
    protected abstract IEnumerable<string> OwnProblems(WarehouseOptions options);
}

/// <summary>What a person does before an engine takes rows.</summary>
/// <param name="Settings">Lines for the section of the warehouse in a new settings file, each with a comma where it needs one.</param>
/// <param name="Script">What an administrator runs on the server.</param>
/// <param name="ScriptDoes">What the script makes, as a sentence's end.</param>
/// <param name="Variables">Environment variables that a process needs, and what they hold.</param>
/// <param name="Steps">For the script's path in a shell: what to do, and what to type.</param>
public sealed record EngineSetup(
    IReadOnlyList<string> Settings,
    string Script,
    string ScriptDoes,
    IReadOnlyList<(string Name, string Holds)> Variables,
    Func<string, IReadOnlyList<(string What, string Type)>> Steps);

/// <param name="Line">The 1-based line in the whole text.</param>
/// <param name="Reason">The reason, to follow the statement in a sentence.</param>
public sealed record RefusedStatement(int Line, string Text, string Reason)
{
    public const string EndsTransaction = "DataShare begins and ends the transaction of the statements and the positions";
}
