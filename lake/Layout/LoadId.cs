using System.Buffers.Binary;
using System.Globalization;

namespace DataShare.Lake;

/// <summary>
/// The id of one drop: a ULID made at the claim. It is the correlation id in the lake's paths, the ledger, every row
/// and every log line.
/// </summary>
public readonly record struct LoadId : IComparable<LoadId>
{
    /// <summary>The maximum number of members of an archive with their own ids.</summary>
    public const int MostMembers = (1 << 20) - 1;

    private LoadId(string value) => Value = value;

    /// <summary>26 characters of Crockford base 32; their ordinal order is the order of creation.</summary>
    public string Value { get; }

    public static LoadId? TryParse(string? text) =>
        text is { Length: 26 } && Ulid.TryParse(text, out var ulid) ? new LoadId(ulid.ToString()) : null;

    /// <exception cref="FormatException">The text is not a load id.</exception>
    public static LoadId Parse(string text) =>
        TryParse(text) ?? throw new FormatException($"'{text}' is not a load id: 26 characters, such as 01JABCDEFGHJKMNPQRSTVWXYZ0.");

    /// <summary>
    /// The id of a member of the archive with this id. It is always the same. Ids of members are in the members' order, after
    /// the archive's id and before any later id of the same source.
    /// </summary>
    /// <param name="number">From 1 to <see cref="MostMembers"/>.</param>
    public LoadId Member(int number)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(number, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(number, MostMembers);
        return From(Bits + (UInt128)number);
    }

    /// <summary>For the id of a member: the id of the member with the same number in another archive.</summary>
    /// <param name="other">The id of any member of that archive.</param>
    public LoadId MemberIn(LoadId other) => From((other.Bits & ~(UInt128)MostMembers) | (Bits & (UInt128)MostMembers));

    /// <summary>Whether it belongs to a member of an archive.</summary>
    public bool IsMember => (Bits & (UInt128)MostMembers) != 0;

    private UInt128 Bits
    {
        get
        {
            Span<byte> bytes = stackalloc byte[16];
            Ulid.Parse(Value, CultureInfo.InvariantCulture).TryWriteBytes(bytes);
            return BinaryPrimitives.ReadUInt128BigEndian(bytes);
        }
    }

    private static LoadId From(UInt128 bits)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, bits);
        return From(new Ulid(bytes));
    }

    /// <summary>
    /// The id of the later content of a drop's file that was changed after it was claimed. It is always the same, and
    /// comes after the ids of all real members of an archive.
    /// </summary>
    public LoadId LaterVersion(ContentHash content) =>
        Member(MostMembers - int.Parse(content.Value.AsSpan(0, 4), NumberStyles.HexNumber, CultureInfo.InvariantCulture));

    internal static LoadId From(Ulid ulid) => new(ulid.ToString());

    public int CompareTo(LoadId other) => string.CompareOrdinal(Value, other.Value);

    public static bool operator <(LoadId left, LoadId right) => left.CompareTo(right) < 0;

    public static bool operator >(LoadId left, LoadId right) => left.CompareTo(right) > 0;

    public static bool operator <=(LoadId left, LoadId right) => left.CompareTo(right) <= 0;

    public static bool operator >=(LoadId left, LoadId right) => left.CompareTo(right) >= 0;

    public override string ToString() => Value;
}
