using DataShare.Schemas;

namespace DataShare.Consumers;

/// <summary>Reads the list <c>reads</c> of a definition.</summary>
internal static class ReadsReader
{
    /// <summary>The only classification that the warehouse masks.</summary>
    private static readonly string[] Masked = ["restricted"];

    public static IReadOnlyList<ConsumerRead> Read(YamlMapping root)
    {
        var reads = new List<ConsumerRead>();
        var entries = root.Mappings("reads");
        if (entries.Count == 0)
        {
            root.Problem("reads", "the consumer reads nothing; expected reads: a list of {dataset, major}");
        }

        foreach (var entry in entries)
        {
            if (One(entry) is not { } read)
            {
                continue;
            }

            if (reads.Any(r => r.Name == read.Name))
            {
                entry.Problem(entry.Has("as") ? "as" : "dataset", $"'{read.Name}' is a duplicate name; expected as: with another name");
            }
            else
            {
                reads.Add(read);
            }
        }

        return reads;
    }

    private static ConsumerRead? One(YamlMapping entry)
    {
        var dataset = Name(entry, "dataset");
        var name = entry.Has("as") ? Name(entry, "as") : dataset;
        entry.Require("major");
        var major = entry.Number("major");
        if (major < 0)
        {
            entry.Problem("major", $"{major} is not a major version; expected 0 or more");
        }

        var columns = Columns(entry);
        var clearance = entry.TextItems("clearance") ?? [];
        foreach (var item in clearance.Where(c => !Masked.Contains(c.Text, StringComparer.Ordinal)))
        {
            entry.Problem(
                item.Line, item.Column,
                $"{SourceProblem.Quote(item.Text)} is not a masked classification; {NearestName.Hint(item.Text, Masked)}");
        }

        var fromNewest = entry.OneOf("from", "start", "newest") is "newest";
        var types = ToleranceReader.Types(entry, columns);
        var acceptsNewValues = ToleranceReader.AcceptsNewEnumValues(entry);
        entry.NoOtherKeys();
        // A missing major is already a problem, but the SQL may still use the name.
        if (dataset is null || name is null)
        {
            return null;
        }

        var read = new ConsumerRead(name.Value, dataset, major ?? 0, columns, [.. clearance.Select(c => c.Text)])
        {
            AcceptedTypes = types,
            AcceptsNewEnumValues = acceptsNewValues,
            FromNewest = fromNewest,
        };
        entry.Note(read, "dataset");
        return read;
    }

    private static DatasetName? Name(YamlMapping entry, string key)
    {
        var text = entry.RequiredText(key);
        var name = DatasetName.TryParse(text);
        if (name is null && text.Length > 0)
        {
            entry.Problem(key, $"{SourceProblem.Quote(text)} is not a name; expected {DatasetName.Expected}");
        }

        return name;
    }

    private static List<string>? Columns(YamlMapping entry)
    {
        if (entry.TextItems("columns") is not { } items)
        {
            return null;
        }

        if (items.Count == 0)
        {
            entry.Problem("columns", "an empty list of columns; expected at least one, or no columns for all");
        }

        var columns = new List<string>();
        foreach (var item in items)
        {
            if (columns.Contains(item.Text, StringComparer.OrdinalIgnoreCase))
            {
                entry.Problem(item.Line, item.Column, $"the column {SourceProblem.Quote(item.Text)} is listed twice");
            }

            columns.Add(item.Text);
        }

        return columns;
    }
}
