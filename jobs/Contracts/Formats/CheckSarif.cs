using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace DataShare.Jobs;

/// <summary>
/// The result of a check as SARIF 2.1.0, which code hosts show at the lines of a pull request. Paths are relative to the
/// current folder, which in a build is the root of the repository.
/// </summary>
internal static class CheckSarif
{
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void Write(TextWriter output, SchemaCheck check)
    {
        var findings = CheckFinding.Of(check).ToList();
        var rules = findings.Select(f => f.Rule).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        var sarif = new JsonObject
        {
            ["$schema"] = "https://json.schemastore.org/sarif-2.1.0.json",
            ["version"] = "2.1.0",
            ["runs"] = new JsonArray(new JsonObject
            {
                ["tool"] = new JsonObject
                {
                    ["driver"] = new JsonObject
                    {
                        ["name"] = "datashare schema check",
                        ["semanticVersion"] = typeof(CheckSarif).Assembly.GetName().Version!.ToString(3),
                        ["rules"] = new JsonArray([.. rules.Select(Rule)]),
                    },
                },
                ["columnKind"] = "utf16CodeUnits",
                ["results"] = new JsonArray([.. findings.Select(f => Result(f, rules.IndexOf(f.Rule)))]),
            }),
        };
        output.WriteLine(sarif.ToJsonString(Readable));
    }

    private static JsonObject Rule(string rule) => new JsonObject
    {
        ["id"] = rule,
        ["shortDescription"] = new JsonObject
        {
            ["text"] = CheckFinding.OwnRules.GetValueOrDefault(rule) ?? $"{char.ToUpperInvariant(rule[0])}{rule[1..].Replace('-', ' ')}.",
        },
    };

    private static JsonObject Result(CheckFinding finding, int rule)
    {
        var result = new JsonObject
        {
            ["ruleId"] = finding.Rule,
            ["ruleIndex"] = rule,
            ["level"] = finding.Level.ToString().ToLowerInvariant(),
            ["message"] = new JsonObject { ["text"] = finding.Message },
        };
        if (finding.File is not null)
        {
            result["locations"] = new JsonArray(new JsonObject
            {
                ["physicalLocation"] = new JsonObject
                {
                    ["artifactLocation"] = new JsonObject { ["uri"] = Address(finding.File) },
                    ["region"] = new JsonObject { ["startLine"] = finding.Line, ["startColumn"] = finding.Column },
                },
            });
        }

        return result;
    }

    private static string Address(string file)
    {
        var shown = Workspace.Display(Path.GetFullPath(file));
        return Path.IsPathRooted(shown)
            ? new Uri(shown).AbsoluteUri
            : string.Join('/', shown.Replace('\\', '/').Split('/').Select(Uri.EscapeDataString));
    }
}
