using System.Globalization;
using DataShare.Schemas;

namespace DataShare.Warehouse;

/// <summary>What differs between engines in the SQL that both need. The only maker of literals.</summary>
internal abstract class SqlDialect
{
    /// <summary>A dataset's table or view, with the schema if the engine needs it.</summary>
    public virtual string Relation(string name) => SqlName.Quote(name);

    /// <summary>A literal, for places that allow no parameter: file lists, view bodies.</summary>
    public abstract string Literal(string text);

    /// <summary>A whole number, which has the same form in every engine.</summary>
    public static string Literal(long number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>The type in which the engine stores a column.</summary>
    /// <param name="maxLength">The maximum length of a text in code points; null if there is none.</param>
    public abstract string TypeOf(ColumnType type, int? maxLength = null);

    /// <summary>The condition that a row is not a tombstone.</summary>
    public abstract string IsLive { get; }

    /// <summary>The same condition for one of several relations.</summary>
    public abstract string IsLiveOf(string alias);

    /// <summary>A boolean value.</summary>
    public abstract string Flag(bool value);

    /// <summary>Converts a value; gives null if that is not possible.</summary>
    public string TryCast(string value, ColumnType type) => $"try_cast({value} as {TypeOf(type)})";

    /// <summary>Reads a value of any type but boolean from a text; gives null if the text is not such a value or has only blanks.</summary>
    public abstract string Parse(string text, ColumnType type);

    /// <summary>Calculates; gives null if there is no result, as for a division by zero.</summary>
    /// <param name="mark">One of + - * /.</param>
    /// <param name="type">A decimal that every result of exact numbers fits into; otherwise a double, like both operands.</param>
    public abstract string Calculate(string left, ColumnType leftType, string mark, string right, ColumnType type);

    /// <summary>Replaces NaN and infinity by null. Unchanged if the engine has neither.</summary>
    public virtual string Finite(string number) => number;

    public abstract string Bytes(byte[] bytes);

    /// <summary>The code points of a text from a position (1 or more), at most the given number.</summary>
    public virtual string Substring(string text, string from, string length) => $"substring({text}, {from}, {length})";

    /// <summary>The text in upper case, whatever the database's language.</summary>
    public virtual string Upper(string text) => $"upper({text})";

    /// <summary>The text in lower case, whatever the database's language.</summary>
    public virtual string Lower(string text) => $"lower({text})";

    /// <summary>Joins two texts; null if one of them is null.</summary>
    public abstract string Concatenate(string left, string right);

    /// <summary>A text that is compared by its codes, whatever the database's language.</summary>
    public abstract string ByCode(string text);

    /// <summary>The condition that both are exactly the same value of a key's column, including blanks at the end.</summary>
    public abstract string IsSame(string left, string right, ColumnType type);

    /// <summary>The column of a keyed table that represents its key; null if the engine compares the key's own columns.</summary>
    public virtual StoredKey? KeyOf(DataContract contract) => null;

    /// <summary>A whole number that hashes values, in this version of the engine; null if the engine has none that is good enough.</summary>
    public virtual string? Hash(IEnumerable<string> values) => null;

    public string Null(ColumnType type) => $"cast(null as {TypeOf(type)})";

    /// <summary>Names, quoted and separated by commas.</summary>
    public static string List(IEnumerable<string> names) => string.Join(", ", names.Select(SqlName.Quote));
}

/// <summary>A column with a hash of some of a key's columns.</summary>
/// <param name="Of">The hashed columns, in the order of the hash.</param>
internal sealed record StoredKey(string Column, IReadOnlyList<ContractColumn> Of);
