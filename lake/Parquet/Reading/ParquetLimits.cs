namespace DataShare.Lake;

/// <summary>What a Parquet file may ask of the memory. Numbers in a file are claims: each is held against one of these.</summary>
internal static class ParquetLimits
{
    public const int FooterBytes = 64 << 20;

    /// <summary>Nodes of the schema tree.</summary>
    public const int SchemaElements = 100_000;

    /// <summary>Of groups in groups of it. The library goes down by calling itself, and ends the process where the stack ends.</summary>
    public const int SchemaDepth = 100;

    public const int RowGroups = 1_000_000;

    /// <summary>Columns of all row groups together: the library takes 560 bytes for each, a file only 20.</summary>
    public const int ColumnChunks = 500_000;

    /// <summary>Of one row group: a number that no file reaches and no sum of which overflows.</summary>
    public const long GroupRows = 1L << 40;

    /// <summary>Names and values that the writer noted in the footer.</summary>
    public const int MetadataPairs = 100_000;

    public const int PageHeaderBytes = 16 << 20;

    /// <summary>Of one page, unpacked.</summary>
    public const int PageBytes = 256 << 20;

    /// <summary>Of the largest page of a column and its dictionary, packed and unpacked.</summary>
    public const long OpenBytes = 512L << 20;

    /// <summary>Of the same, of all columns that are read in turn: one with more than its share of them goes to disk.</summary>
    public const long SharedBytes = 128L << 20;

    /// <summary>Of columns that have no room in memory: what a packed file may unpack to, too.</summary>
    public const long SpilledBytes = 64L << 30;

    /// <summary>Values of a page that has their lengths first, for each of which the library makes room.</summary>
    public const int PageLengths = 32 << 20;

    /// <summary>The same of values that are made of the one before, of which two lengths are looked at.</summary>
    public const int PagePrefixes = 8 << 20;

    /// <summary>Rows of a column that are read at once.</summary>
    public const int RowsAtOnce = 2048;

    /// <summary>Of the values of these rows where they have to be made, and are not only pointed to.</summary>
    public const int MadeBytes = 64 << 20;

    /// <summary>Of one text or binary value.</summary>
    public const int ValueBytes = 64 << 20;
}
