using System.Globalization;
using System.Xml;
using System.Xml.Linq;
using DataShare.Schemas;

namespace DataShare.Jobs;

/// <summary>
/// The result of a check as XML that build servers show as tests: each version is a test, which fails if the version is
/// refused. An unreadable file is an error.
/// </summary>
internal static class CheckJunit
{
    public static void Write(TextWriter output, SchemaCheck check)
    {
        var suites = Suites(check).ToList();
        var root = new XElement("testsuites", suites);
        root.Add(Counts(suites.SelectMany(s => s.Elements("testcase"))));
        using var writer = XmlWriter.Create(output, new XmlWriterSettings { Indent = true, OmitXmlDeclaration = false, CloseOutput = false });
        new XDocument(root).Save(writer);
        writer.Flush();
        output.WriteLine();
    }

    private static IEnumerable<XElement> Suites(SchemaCheck check)
    {
        foreach (var dataset in check.Versions.GroupBy(v => v.Contract.Dataset.Value, StringComparer.Ordinal))
        {
            yield return Suite(dataset.Key, dataset.Select(Test));
        }

        if (check.Problems.Count > 0)
        {
            yield return Suite("files", check.Problems.GroupBy(p => p.File, StringComparer.Ordinal).Select(f => Test(
                "files", Workspace.Display(f.Key), new XElement("error", Text("message", f.First().Message), Text("type", "problem"), Lines(f.Select(p => p.ToString()))))));
        }

        if (check.Removed.Count > 0)
        {
            yield return Suite("deleted", check.Removed.Select(r => Test(
                "deleted", r.Name, r.IsRefused ? new XElement("failure", Text("message", r.Text), Text("type", "contract-deleted"), Lines(r.Broken.Prepend(r.Text))) : null)));
        }

        if (check.ConsumerProblems.Count > 0)
        {
            yield return Suite("consumers", check.ConsumerProblems.Select(p => Test(
                "consumers", p.Message.Split(':')[0], new XElement("error", Text("message", p.Message), Text("type", "consumer-definition"), Clean(Workspace.Shown(p))))));
        }

        if (check is { Versions.Count: 0, Problems.Count: 0, ConsumerProblems.Count: 0, Removed.Count: 0 })
        {
            // Build servers report a file without tests as a mistake.
            yield return Suite("contracts", [Test("contracts", CheckText.Summary(check), null)]);
        }
    }

    private static XElement Suite(string name, IEnumerable<XElement> tests)
    {
        var suite = new XElement("testsuite", Text("name", name), tests);
        suite.Add(Counts(suite.Elements("testcase")));
        return suite;
    }

    private static XElement Test(ReviewedVersion version)
    {
        var failed = CheckFinding.Of(version).Where(f => f.Level is FindingLevel.Error).ToList();
        var test = Test(
            version.Contract.Dataset.Value,
            version.Contract.ToString(),
            failed.Count == 0 ? null : new XElement("failure", Text("message", failed[0].Message), Text("type", failed[0].Rule), Lines(failed.Select(f => f.Message))));
        var said = CheckFinding.Of(version).Where(f => f.Level is not FindingLevel.Error).Select(f => f.Message).ToList();
        test.Add(said.Count == 0 ? null : new XElement("system-out", Lines(said)));
        return test;
    }

    private static XElement Test(string suite, string name, XElement? fault) =>
        new("testcase", Text("classname", suite), Text("name", name), Text("time", "0"), fault);

    private static XAttribute[] Counts(IEnumerable<XElement> tests)
    {
        var all = tests.ToList();
        return
        [
            Text("tests", all.Count.ToString(CultureInfo.InvariantCulture)),
            Text("failures", all.Count(t => t.Element("failure") is not null).ToString(CultureInfo.InvariantCulture)),
            Text("errors", all.Count(t => t.Element("error") is not null).ToString(CultureInfo.InvariantCulture)),
        ];
    }

    private static XAttribute Text(string name, string value) => new(name, Clean(value));

    private static string Lines(IEnumerable<string> lines) => Clean(string.Join('\n', lines));

    /// <summary>Removes characters that XML does not allow.</summary>
    private static string Clean(string text) => string.Concat(text.EnumerateRunes()
        .Select(r => r.IsBmp && !XmlConvert.IsXmlChar((char)r.Value) ? "�" : r.ToString()));
}
