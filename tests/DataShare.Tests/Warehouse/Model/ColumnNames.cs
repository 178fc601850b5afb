namespace DataShare.Tests.Warehouse.Model;

/// <summary>Unusual names that a contract accepts.</summary>
internal static class ColumnNames
{
    /// <summary>No two differ only in case.</summary>
    public static IReadOnlyList<string> Odd { get; } =
    [
        "select", "Order", "KEY", "group by", "user", "table", "value", "values", "null", "default", "rowid", "timestamp", "date",
        "c0", "c1", "c2", "t", "s", "c", "p", "r", "o", "d", "k", "m0", "row", "rows", "action", "load_id", "seq", "version",
        "source_row", "deleted", "_seq_", "lake_version", "_lake_version_", "place", "_key", "_first", "_staged", "datashare_key", "key_rows", "last_place", "stage", "change", "repeated",
        "ends", "steps", "last", "ordered", "next", "marked", "before", "after", "content", "had", "ended", "changed", "last_end", "at", "e", "l", "w",
        "two words", "it's", "quo\"te", "a.b", "a,b", "a;b", "semi;--", "--x", "/*x*/", "#temp", "@p", "$1", "%", "{{x}}", "\\n", "[x", "x]", "(y)",
        "naïve", "Straße", "ключ", "列", "名前", "مفتاح", "😀", "e\u0301", "ı", "a\u00A0b", "x" + Long, "y" + Long,
    ];

    private static string Long => new('z', 127);
}
