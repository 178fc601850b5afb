using System.CommandLine;

namespace DataShare.Jobs;

/// <summary><c>datashare schema …</c>: contracts and their versions.</summary>
internal sealed class SchemaCommand : Command, IHasExamples
{
    public SchemaCommand(CommonOptions common)
        : base("schema", "Contracts: writes a first one, checks new versions, publishes and retires them.")
    {
        Add(new SchemaInferCommand(common));
        Add(new SchemaCheckCommand(common));
        Add(new SchemaPlanCommand(common));
        Add(new SchemaDiffCommand(common));
        Add(new SchemaTryCommand(common));
        Add(new SchemaPublishCommand(common));
        Add(new SchemaListCommand(common));
        Add(new SchemaShowCommand(common));
        Add(new SchemaRetireCommand(common));
    }

    public IReadOnlyList<string> Examples { get; } =
    [
        "datashare schema infer orders.csv            a first contract, made from a file",
        "datashare schema check                       whom would the new versions break?",
        "datashare schema plan                        which number and mapping does an edit need?",
        "datashare schema try orders@1.2.0            which files that have come would it reject?",
        "datashare schema diff orders@1.0.0 orders@2  what changed",
    ];
}
