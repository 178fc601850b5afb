using System.Globalization;
using DataShare.Schemas;

namespace DataShare.Warehouse;

/// <summary>What differs between engines in the SQL that both need. The only maker of literals.</summary>
internal abstract class SqlDialect
{
    /// <summary>A dataset's table or view, with the schema where the engine needs it.</summary>
    public virtual string Relation(string name) => SqlName.Quote(name);

    /// <summary>For what takes no parameter: file lists, view bodies.</summary>
    public abstract string Literal(string text);

    /// <summary>Whole numbers look alike in every engine.</summary>
    public static string Literal(long number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>The type a column is stored as: the table of types in the design.</summary>
    /// <param name="maxLength">Of text, in code points; null where nothing bounds it.</param>
    public abstract string TypeOf(ColumnType type, int? maxLength = null);

    /// <summary>Holds for a row that is no tombstone.</summary>
    public abstract string IsLive { get; }

    /// <summary>As <see cref="IsLive"/>, of one relation among several.</summary>
    public abstract string IsLiveOf(string alias);

    /// <summary>True or false as a value.</summary>
    public abstract string Flag(bool value);

    /// <summary>Null where the value cannot be converted.</summary>
    public string TryCast(string value, ColumnType type) => $"try_cast({value} as {TypeOf(type)})";

    /// <summary>The value that a text says, other than a boolean: null where it says none, and for a text of blanks.</summary>
    public abstract string Parse(string text, ColumnType type);

    /// <summary>Null where the result is no number, as of a division by zero.</summary>
    /// <param name="mark">One of + - * /.</param>
    /// <param name="type">So wide that every result of exact numbers fits; else a double, as both operands are.</param>
    public abstract string Calculate(string left, ColumnType leftType, string mark, string right, ColumnType type);

    /// <summary>A double without NaN and infinity, which are null; as it is where the engine has none.</summary>
    public virtual string Finite(string number) => number;

    public abstract string Bytes(byte[] bytes);

    /// <summary>Code points of a text, as many as there are from a place on, which is 1 or more, and at most so many.</summary>
    public virtual string Substring(string text, string from, string length) => $"substring({text}, {from}, {length})";

    /// <summary>In capital letters, whatever the database's language.</summary>
    public virtual string Upper(string text) => $"upper({text})";

    /// <summary>In small letters, whatever the database's language.</summary>
    public virtual string Lower(string text) => $"lower({text})";

    /// <summary>Null where either is.</summary>
    public abstract string Concatenate(string left, string right);

    /// <summary>A text that is compared by its codes, whatever the database's language says.</summary>
    public abstract string ByCode(string text);

    /// <summary>Holds where both are the same value of a key's column, to the last blank.</summary>
    public abstract string IsSame(string left, string right, ColumnType type);

    /// <summary>The column of a keyed table that stands for its key; null where the key's own columns are compared.</summary>
    public virtual StoredKey? KeyOf(DataContract contract) => null;

    public string Null(ColumnType type) => $"cast(null as {TypeOf(type)})";

    /// <summary>Names, quoted and separated by commas.</summary>
    public static string List(IEnumerable<string> names) => string.Join(", ", names.Select(SqlName.Quote));
}

/// <summary>A column with a hash of some of a key's columns.</summary>
/// <param name="Of">In the order in which they are hashed.</param>
internal sealed record StoredKey(string Column, IReadOnlyList<ContractColumn> Of);
