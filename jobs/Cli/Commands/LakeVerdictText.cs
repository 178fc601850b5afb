using DataShare.Lake;
using DataShare.Schemas;

namespace DataShare.Jobs;

/// <summary>The output of <c>verify</c> about the lake: a line for each table and each kind of stored files, and the findings.</summary>
internal static class LakeVerdictText
{
    /// <summary>The most findings of one kind that are printed; the others are counted.</summary>
    private const int MostFindings = 10;

    /// <param name="quick">Whether only the sizes of files were compared.</param>
    public static void Write(Terminal terminal, LakeVerdict lake, bool quick)
    {
        foreach (var dataset in lake.Datasets)
        {
            foreach (var table in dataset.Tables)
            {
                Write(terminal, table.Findings, $"{table.Table}: all log entries and {(quick ? "the sizes of all parts" : "all parts")} up to lake version {table.Version}{BySize(table, quick)}");
            }

            Write(terminal, dataset.Raw, $"{dataset.Dataset}: {(quick ? "the sizes" : "the contents")} of {CountText.Of(dataset.Raw.Checked, "file")} in raw/");
            Write(terminal, dataset.Quarantine, $"{dataset.Dataset}: {CountText.Of(dataset.Quarantine.Checked, "entry")} in quarantine");
        }

        Write(terminal, lake.Contracts, $"contracts: {CountText.Of(lake.Contracts.Checked, "published version")}");
        if (lake.Datasets.All(d => d.Tables.Count == 0))
        {
            terminal.Out.WriteLine("The lake has no tables yet.");
        }
    }

    public static object Json(LakeFinding finding) =>
        new { file = finding.File, found = finding.Found, whatToDo = finding.WhatToDo, remedy = finding.Remedy };

    public static object Json(string dataset, StoreVerdict store) =>
        new { dataset, store.Checked, store.Unproven, findings = store.Findings.Select(Json) };

    private static void Write(Terminal terminal, StoreVerdict store, string whole) => Write(
        terminal,
        store.Findings,
        store.Checked == 0 ? null : whole + (store.Unproven == 0 ? "" : $"; {Amount.Count(store.Unproven)} of {Amount.Count(store.Checked)} not compared, because an older version stored them without a hash"));

    /// <param name="whole">The line if nothing is damaged; null if nothing was checked.</param>
    private static void Write(Terminal terminal, IReadOnlyList<LakeFinding> findings, string? whole)
    {
        if (whole is not null && !findings.Any(f => f.IsDamage))
        {
            terminal.Out.WriteLine($"{Word(terminal, "intact", Tone.Good)}  {whole}");
        }

        foreach (var finding in findings.OrderByDescending(f => f.Remedy).Take(MostFindings))
        {
            var word = finding.IsDamage ? Word(terminal, "damaged", Tone.Bad) : Word(terminal, "odd", Tone.Warning);
            terminal.Out.WriteLine($"{word}  {PrintableText.Of(Workspace.Display(finding.File))}: {PrintableText.Of(finding.Found)}");
            terminal.Out.WriteLine($"         {PrintableText.Of(finding.WhatToDo)}");
        }

        if (findings.Count > MostFindings)
        {
            terminal.Out.WriteLine($"{Word(terminal, "damaged", Tone.Bad)}  and {Amount.Count(findings.Count - MostFindings)} more of this kind; see all with: datashare verify --json");
        }
    }

    private static string BySize(TableVerdict table, bool quick) => quick || table.UnprovenParts == 0
        ? ""
        : $"; {Amount.Count(table.UnprovenParts)} of {CountText.Of(table.Parts, "part")} by size only, because an older version or another program stored them without a hash";

    public static string Word(Terminal terminal, string word, Tone tone) => terminal.Paint(word.PadRight(7), tone);
}
