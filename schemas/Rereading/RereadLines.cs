using System.Text;

namespace DataShare.Schemas;

/// <summary>Lines and texts that two dialects divide or read differently.</summary>
internal static class RereadLines
{
    /// <summary>Letters whose bytes differ between old encodings. The message shows the first one that the encoding has.</summary>
    private static readonly string[] Letters = ["é", "ä", "è", "ñ", "š", "ł", "ж", "ω", "€", "日"];

    public static IEnumerable<Reread> Of(RereadNames names) =>
        names.Filled().Any(p => IsFree(p.Before) && IsFree(p.After)) ? [.. Texts(names.From, names.To), .. Lines(names)] : Lines(names);

    /// <summary>Differences in columns that accept almost any text.</summary>
    private static IEnumerable<Reread> Texts(DataContract from, DataContract to)
    {
        var (before, after) = (from.Inbox.Csv, to.Inbox.Csv);
        var (old, now) = (from.Version, to.Version);
        if (Letters.FirstOrDefault(l => Decoded(l, before, after, out var text) && text.Differs) is { } letter)
        {
            _ = Decoded(letter, before, after, out var text);
            yield return new Reread("csv.encoding", $"the bytes of '{letter}' in {old} are '{text.Now}' in {now}");
        }

        if (before.Quote != after.Quote)
        {
            yield return before.Quote is { } quote
                ? new Reread("csv.quote", $"'{quote}Anna{quote}' is the text 'Anna' in {old}, and keeps its quotes in {now}")
                : new Reread("csv.quote", $"'{after.Quote}Anna{after.Quote}' keeps its quotes in {old}, and is the text 'Anna' in {now}");
        }
        else if (before.Quote is { } both && before.Escape != after.Escape)
        {
            var escape = before.Escape ?? after.Escape;
            var quoted = $"'{both}C:{escape}temp{both}'";
            yield return new Reread("csv.escape", before.Escape is null || after.Escape is null
                ? $"{quoted} is the text 'C:{escape}temp' in {(before.Escape is null ? old : now)} and 'C:temp' in {(before.Escape is null ? now : old)}"
                : $"{quoted} is the text 'C:temp' in {old} and 'C:{escape}temp' in {now}");
        }

        if (before.Trim != after.Trim && before.Widths.Count == 0)
        {
            yield return new Reread("csv.trim", $"' Anna' is the text '{(before.Trim ? "" : " ")}Anna' in {old} and '{(after.Trim ? "" : " ")}Anna' in {now}");
        }

        if (before.QuotedNulls != after.QuotedNulls && before.NullValues.Contains("") && after.NullValues.Contains("") && before.Quote is not null)
        {
            yield return new Reread("csv.quotedNulls", $"'\"\"' is {(before.QuotedNulls ? "null" : "an empty text")} in {old} and {(after.QuotedNulls ? "null" : "an empty text")} in {now}");
        }
    }

    private static IEnumerable<Reread> Lines(RereadNames names)
    {
        var (from, to) = (names.From, names.To);
        var (before, after) = (from.Inbox.Csv, to.Inbox.Csv);
        var (old, now) = (from.Version, to.Version);
        if (before.Header && !after.Header)
        {
            yield return new Reread("csv.header", $"the columns of a file are found by their names in {old} and by their places in {now}, where its first line is a row");
        }

        if (after.Comment is { } comment && comment != before.Comment && names.Filled().Any(p => IsFree(p.Before) || (IsNumber(p.Before) && comment is '-' or '+' or '.')))
        {
            yield return new Reread("csv.comment", $"a line that begins with '{comment}' is a row in {old}, and a comment in {now}");
        }

        if (!before.Header && after.SkipLines > before.SkipLines)
        {
            yield return new Reread("csv.skipLines", $"line {before.SkipLines + 1} of a file is a row in {old}, and is skipped in {now}");
        }

        if (after.FooterLines > before.FooterLines)
        {
            yield return new Reread("csv.footerLines", $"the last {(before.FooterLines == 0 ? "line" : $"line but {before.FooterLines}")} of a file is a row in {old}, and is skipped in {now}");
        }

        if (!before.Header && !before.Widths.SequenceEqual(after.Widths))
        {
            yield return new Reread("csv.widths", $"a line is cut into columns of the widths {string.Join(", ", before.Widths)} in {old}, and {string.Join(", ", after.Widths)} in {now}");
        }

        foreach (var width in Widths(from, to).Where(w => IsRecord(from, w) != IsRecord(to, w) && to.Columns.All(c => !c.MustBeInFiles || IsFree(c))).Take(1))
        {
            yield return new Reread("csv.blankLines", $"an empty line is {(IsRecord(from, width) ? "a row" : "nothing")} in {old} and {(IsRecord(to, width) ? "a row" : "nothing")} in {now}");
        }
    }

    /// <summary>Writes a text in one dialect and reads it in the other.</summary>
    /// <returns>False if the one cannot write it, or the other cannot read it.</returns>
    public static bool Decoded(string text, CsvDialect before, CsvDialect after, out (string Now, bool Differs) read)
    {
        read = (text, false);
        if (before.Encoding == after.Encoding)
        {
            return true;
        }

        try
        {
            read.Now = Strict(after).GetString(Strict(before).GetBytes(text));
            read.Differs = read.Now != text;
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    /// <summary>Whether a column accepts almost any text.</summary>
    private static bool IsFree(ContractColumn column) =>
        column.Type.Kind is ColumnKind.String && column.Rules is { Pattern: null } rules && (rules.Enum is null || rules.EnumIsOpen);

    private static bool IsNumber(ContractColumn column) => column.Type.Kind is >= ColumnKind.Int8 and <= ColumnKind.Double;

    /// <summary>The possible numbers of columns in a file of the older version: 1, or 2 for more than one.</summary>
    private static IEnumerable<int> Widths(DataContract from, DataContract to)
    {
        var isHeaded = from.Inbox.Csv.Header;
        if (isHeaded ? Math.Max(from.Columns.Count(c => c.MustBeInFiles), to.Columns.Count(c => c.MustBeInFiles)) <= 1 : from.Columns.Count == 1)
        {
            yield return 1;
        }

        if (from.Columns.Count > 1)
        {
            yield return 2;
        }
    }

    private static bool IsRecord(DataContract contract, int width) => contract.Inbox.Csv.BlankLines switch
    {
        BlankLineRule.Record => true,
        BlankLineRule.Skip => false,
        _ => width == 1 || contract.Inbox.Csv.Widths.Count > 0,
    };

    private static Encoding Strict(CsvDialect dialect)
    {
        var encoding = (Encoding)TextEncodings.Find(dialect.Encoding)!.Clone();
        (encoding.EncoderFallback, encoding.DecoderFallback) = (EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback);
        return encoding;
    }
}
