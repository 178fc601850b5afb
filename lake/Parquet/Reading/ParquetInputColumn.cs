namespace DataShare.Lake;

/// <summary>A top-level column of a Parquet file.</summary>
public sealed record ParquetInputColumn
{
    private const int ShownChars = 80;

    /// <summary>The name in the file.</summary>
    public required string Name { get; init; }

    public required ParquetKind Kind { get; init; }

    /// <summary>The bits of a whole or floating-point number; otherwise 0.</summary>
    public int Bits { get; init; }

    /// <summary>For a whole number: whether it may be negative.</summary>
    public bool IsSigned { get; init; }

    /// <summary>The digits of a decimal; otherwise 0.</summary>
    public int Precision { get; init; }

    /// <summary>The digits of a decimal after the point; otherwise 0.</summary>
    public int Scale { get; init; }

    /// <summary>For a timestamp: true for a moment, false for a local time; null if the file does not say.</summary>
    public bool? IsUtc { get; init; }

    /// <summary>For a timestamp: the number of its units in a second.</summary>
    public long UnitsPerSecond { get; init; }

    /// <summary>The type as a person would say it: "text", "a timestamp in UTC", "Int32".</summary>
    public required string Description { get; init; }

    /// <summary>
    /// The CLR type of its values in <see cref="ParquetValues{T}"/>: <see cref="ReadOnlyMemory{T}"/> of char for text, of byte for
    /// bytes. Null if its values are not read.
    /// </summary>
    public Type? Type { get; init; }

    /// <summary>Its index among the columns that have pages; -1 if it is not read.</summary>
    internal int Leaf { get; init; } = -1;

    internal ParquetType Physical { get; init; }

    /// <summary>The bytes of a value of fixed length.</summary>
    internal int TypeLength { get; init; }

    internal bool IsOptional { get; init; }

    /// <summary>The name, cut for messages.</summary>
    internal string ShownName => Name.Length <= ShownChars ? Name : string.Concat(Name.AsSpan(0, ShownChars), "…");

    /// <summary>Whether a batch has its values as whole numbers.</summary>
    internal bool HasLongs => Physical is ParquetType.Boolean or ParquetType.Int32 or ParquetType.Int64;

    /// <summary>Whether a batch has its values as floating point numbers.</summary>
    internal bool HasDoubles => Kind is ParquetKind.Floating;
}
