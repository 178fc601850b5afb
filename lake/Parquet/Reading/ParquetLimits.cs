namespace DataShare.Lake;

/// <summary>The limits for a Parquet file. Numbers in a file are only claims: each is checked against one of these limits.</summary>
internal static class ParquetLimits
{
    public const int FooterBytes = 64 << 20;

    /// <summary>Nodes of the schema tree.</summary>
    public const int SchemaElements = 100_000;

    /// <summary>Levels of nested groups in the schema. The library recurses, and a stack overflow ends the process.</summary>
    public const int SchemaDepth = 100;

    public const int RowGroups = 1_000_000;

    /// <summary>Columns of all row groups together: the library needs 560 bytes for each, a file only 20.</summary>
    public const int ColumnChunks = 500_000;

    /// <summary>Rows of one row group. No real file has so many, and sums of such numbers do not overflow.</summary>
    public const long GroupRows = 1L << 40;

    /// <summary>Pairs of key-value metadata in the footer.</summary>
    public const int MetadataPairs = 100_000;

    public const int PageHeaderBytes = 16 << 20;

    /// <summary>Bytes of one page, compressed or uncompressed.</summary>
    public const int PageBytes = 256 << 20;

    /// <summary>Bytes of a column's largest page and its dictionary, compressed and uncompressed together.</summary>
    public const long OpenBytes = 512L << 20;

    /// <summary>The same for all columns that are read in turn: a column with more than its share is spilled to disk.</summary>
    public const long SharedBytes = 128L << 20;

    /// <summary>Bytes of columns that are spilled to disk; by default a compressed file may unpack to as much.</summary>
    public const long SpilledBytes = 64L << 30;

    /// <summary>Values of a page that begins with their lengths: the library allocates memory for each length.</summary>
    public const int PageLengths = 32 << 20;

    /// <summary>The same if values share prefixes: then each value has two lengths.</summary>
    public const int PagePrefixes = 8 << 20;

    /// <summary>Rows of a column that are read at once.</summary>
    public const int RowsAtOnce = 2048;

    /// <summary>Bytes of the values of these rows, if they must be assembled and not only pointed to.</summary>
    public const int MadeBytes = 64 << 20;

    /// <summary>Bytes of one text or binary value.</summary>
    public const int ValueBytes = 64 << 20;
}
