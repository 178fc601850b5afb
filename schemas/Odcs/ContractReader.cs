namespace DataShare.Schemas;

/// <summary>
/// Reads a contract: one YAML file of the Open Data Contract Standard, v3.1 or v3.2, for one dataset.
/// </summary>
public static class ContractReader
{
    private static readonly string[] Statuses = ["proposed", "draft", "active", "deprecated", "retired"];

    private static readonly Dictionary<string, CompatibilityMode> Modes = new(StringComparer.Ordinal)
    {
        ["NONE"] = CompatibilityMode.None,
        ["BACKWARD"] = CompatibilityMode.Backward,
        ["BACKWARD_TRANSITIVE"] = CompatibilityMode.BackwardTransitive,
        ["FORWARD"] = CompatibilityMode.Forward,
        ["FORWARD_TRANSITIVE"] = CompatibilityMode.ForwardTransitive,
        ["FULL"] = CompatibilityMode.Full,
        ["FULL_TRANSITIVE"] = CompatibilityMode.FullTransitive,
        ["CONSUMER"] = CompatibilityMode.Consumer,
    };

    /// <summary>Never throws for a bad file: the result has all problems, with line and column.</summary>
    /// <param name="yaml">The whole text; the contract keeps it unchanged.</param>
    /// <param name="file">The file's name in messages.</param>
    /// <param name="isPublished">Whether the contract was published: newer rules do not apply to it.</param>
    public static ContractReading Read(string yaml, string file, bool isPublished = false)
    {
        var problems = new List<SourceProblem>();
        var (contract, marks) = YamlSource.Parse(yaml, file, problems, isPublished) is { } source
            ? Read(source.Root, source.Places, yaml, file)
            : (null, null);
        return problems.Count == 0
            ? new ContractReading(contract, []) { Marks = marks }
            : new ContractReading(null, [.. problems.OrderBy(p => p.Line).ThenBy(p => p.Column)]);
    }

    private static (DataContract?, ContractMarks?) Read(YamlMapping root, SourcePlaces places, string yaml, string file)
    {
        root.Require("apiVersion");
        root.OneOf("apiVersion", "v3.1.0", "v3.2.0");
        root.Require("kind");
        root.OneOf("kind", "DataContract");
        var dataset = Dataset(root);
        var version = Version(root);
        var title = root.Text("name");
        var status = root.OneOf("status", Statuses) ?? "active";
        var team = Team(root);
        var inbox = InboxReader.Read(root, dataset);
        var schema = SchemaReader.Read(root, inbox.Csv);
        var custom = new CustomProperties(root, "compatibility", "write", "onViolation", "waivers", "mapping");
        var write = WriteReader.Write(custom, schema.Columns);
        var onViolation = WriteReader.OnViolation(custom, write, schema.Columns);
        var compatibility = custom.Entry("compatibility")?.OneOf("value", [.. Modes.Keys]);
        var waivers = EvolutionReader.Waivers(custom);
        var mapping = MappingReader.Read(custom, version, schema.Columns);
        var levels = ServiceLevels(root);
        root.Allow(StandardKeys.Root);
        root.NoOtherKeys();
        if (dataset is null || version is null)
        {
            return (null, null);
        }

        var contract = new DataContract
        {
            Dataset = dataset,
            Version = version.Value,
            Title = title,
            Status = status,
            Team = team,
            Columns = schema.Columns,
            Inbox = inbox,
            Write = write,
            OnViolation = onViolation,
            Compatibility = compatibility is null ? CompatibilityMode.FullTransitive : Modes[compatibility],
            Quality = schema.Quality,
            References = schema.References,
            ServiceLevels = levels,
            Waivers = waivers,
            Mapping = mapping,
            SourceFile = file,
            SourceText = yaml,
            Places = places,
        };
        return (contract, new ContractMarks(root.At("id"), root.At("version"), schema.Marks));
    }

    private static DatasetName? Dataset(YamlMapping root)
    {
        var text = root.RequiredText("id");
        var name = DatasetName.TryParse(text);
        if (name is null && text.Length > 0)
        {
            root.Problem("id", $"{SourceProblem.Quote(text)} is not a dataset name; expected {DatasetName.Expected}");
        }

        return name;
    }

    private static ContractVersion? Version(YamlMapping root)
    {
        var text = root.RequiredText("version");
        var version = ContractVersion.TryParse(text);
        if (version is null && text.Length > 0)
        {
            root.Problem("version", $"{SourceProblem.Quote(text)} is not a version; expected MAJOR.MINOR.PATCH, such as 1.0.0");
        }

        return version;
    }

    /// <summary>Since v3.1 a mapping with a name. The list of members of v3.0 is still allowed, but gives no name.</summary>
    private static string? Team(YamlMapping root)
    {
        if (root.HasList("team") || root.Mapping("team") is not { } team)
        {
            return null;
        }

        var name = team.Text("name");
        team.Allow("id", "description", "members", "tags", "authoritativeDefinitions", "customProperties");
        team.NoOtherKeys();
        return name;
    }

    private static List<ServiceLevel> ServiceLevels(YamlMapping root)
    {
        var levels = new List<ServiceLevel>();
        foreach (var level in root.Mappings("slaProperties"))
        {
            levels.Add(new ServiceLevel(level.RequiredText("property"), level.RequiredText("value"), level.Text("unit")));
            level.Allow("id", "description", "valueExt", "element", "driver", "scheduler", "schedule");
            level.NoOtherKeys();
        }

        return levels;
    }
}
