namespace DataShare.Lake;

/// <summary>A top-level column of a Parquet file.</summary>
public sealed record ParquetInputColumn
{
    private const int ShownChars = 80;

    /// <summary>As the file has it.</summary>
    public required string Name { get; init; }

    public required ParquetKind Kind { get; init; }

    /// <summary>Bits of a whole or floating point number; else 0.</summary>
    public int Bits { get; init; }

    /// <summary>Of a whole number: whether it may be negative.</summary>
    public bool IsSigned { get; init; }

    /// <summary>Digits of a decimal; else 0.</summary>
    public int Precision { get; init; }

    /// <summary>Of them, those behind the point; else 0.</summary>
    public int Scale { get; init; }

    /// <summary>Of a timestamp: a moment, or a time on some clock; null when the file's form does not say.</summary>
    public bool? IsUtc { get; init; }

    /// <summary>Of a timestamp: how many there are of its unit in a second.</summary>
    public long UnitsPerSecond { get; init; }

    /// <summary>The type as a person would say it: "text", "a timestamp in UTC", "Int32".</summary>
    public required string Description { get; init; }

    /// <summary>
    /// The CLR type of its values, in <see cref="ParquetValues{T}"/> (text is <see cref="ReadOnlyMemory{T}"/> of char,
    /// bytes of byte), or null when there is none.
    /// </summary>
    public Type? Type { get; init; }

    /// <summary>Its place among the columns that have pages; -1 when it is not read.</summary>
    internal int Leaf { get; init; } = -1;

    internal ParquetType Physical { get; init; }

    /// <summary>Bytes of a value of fixed length.</summary>
    internal int TypeLength { get; init; }

    internal bool IsOptional { get; init; }

    /// <summary>The name, cut to what a message has room for.</summary>
    internal string ShownName => Name.Length <= ShownChars ? Name : string.Concat(Name.AsSpan(0, ShownChars), "…");

    /// <summary>Whether a batch has its values as whole numbers.</summary>
    internal bool HasLongs => Physical is ParquetType.Boolean or ParquetType.Int32 or ParquetType.Int64;

    /// <summary>Whether a batch has its values as floating point numbers.</summary>
    internal bool HasDoubles => Kind is ParquetKind.Floating;
}
