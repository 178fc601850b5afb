namespace DataShare.Lake;

/// <summary>What a Parquet file may ask of the memory. Numbers in a file are claims: each is held against one of these.</summary>
internal static class ParquetLimits
{
    public const int FooterBytes = 64 << 20;

    /// <summary>Nodes of the schema tree.</summary>
    public const int SchemaElements = 100_000;

    public const int RowGroups = 1_000_000;

    /// <summary>Of one row group: a number that no file reaches and no sum of which overflows.</summary>
    public const long GroupRows = 1L << 40;

    /// <summary>Names and values that the writer noted in the footer.</summary>
    public const int MetadataPairs = 100_000;

    public const int PageHeaderBytes = 16 << 20;

    /// <summary>Of one page, unpacked.</summary>
    public const int PageBytes = 256 << 20;

    /// <summary>Of all pages and dictionaries that are open at once.</summary>
    public const long OpenBytes = 512L << 20;

    /// <summary>Of the same as long as each page has no more than its column's share; larger ones go to disk.</summary>
    public const long SharedBytes = 128L << 20;

    /// <summary>Of pages that have no room in memory: what a packed file may unpack to, too.</summary>
    public const long SpilledBytes = 64L << 30;

    /// <summary>Values of a page whose encoding has to be undone as a whole.</summary>
    public const int PageValues = 8 << 20;

    /// <summary>Of one text or binary value.</summary>
    public const int ValueBytes = 64 << 20;
}
