using System.CommandLine;

namespace DataShare.Jobs;

/// <summary><c>datashare schema …</c>: contracts and their versions.</summary>
internal sealed class SchemaCommand : Command, IHasExamples
{
    public SchemaCommand(CommonOptions common)
        : base("schema", "Writes a first contract, checks new versions, publishes and retires them.")
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
        "datashare schema infer orders.csv            write a first contract from a file",
        "datashare schema check                       which consumers would the new versions break?",
        "datashare schema plan                        which version number and mapping does an edit need?",
        "datashare schema try orders@1.2.0            which received files would it reject?",
        "datashare schema diff orders@1.0.0 orders@2  what changed",
    ];
}
