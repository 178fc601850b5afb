using System.Text;

namespace DataShare.Lake;

/// <summary>The types of Thrift's compact protocol.</summary>
internal enum ThriftType : byte
{
    Stop = 0,
    True = 1,
    False = 2,
    Byte = 3,
    Int16 = 4,
    Int32 = 5,
    Int64 = 6,
    Double = 7,
    Binary = 8,
    List = 9,
    Set = 10,
    Map = 11,
    Struct = 12,
    Uuid = 13,
}

/// <summary>
/// Reads Thrift's compact protocol from untrusted bytes. It never reads beyond them and allocates nothing for counts. Nesting
/// that is too deep, or a count that the bytes cannot hold, is an <see cref="InvalidDataException"/>.
/// </summary>
internal ref struct ThriftInput(ReadOnlySpan<byte> bytes)
{
    /// <summary>Levels of structs and lists in skipped fields; the format itself needs only a few.</summary>
    private const int MaxDepth = 32;

    private readonly ReadOnlySpan<byte> bytes = bytes;
    private short lastField;

    /// <summary>Bytes read so far.</summary>
    public int Position { get; private set; }

    /// <summary>Begins a struct; pass the result to <see cref="EndStruct"/>.</summary>
    public short BeginStruct()
    {
        var outer = lastField;
        lastField = 0;
        return outer;
    }

    public void EndStruct(short outer) => lastField = outer;

    /// <summary>False at the end of the struct.</summary>
    public bool NextField(out short field, out ThriftType type)
    {
        var header = Byte();
        type = (ThriftType)(header & 0x0F);
        field = 0;
        if (type == ThriftType.Stop)
        {
            return false;
        }

        var delta = header >> 4;
        field = lastField = delta == 0 ? (short)ZigZag() : (short)(lastField + delta);
        return true;
    }

    /// <summary>A number of 64 bits. Other types are refused, because the library would ignore such a field.</summary>
    public long Int64(ThriftType type) => type == ThriftType.Int64 ? ZigZag() : throw Unexpected();

    /// <summary>A number of 32 bits.</summary>
    public int Int32(ThriftType type) => type != ThriftType.Int32 ? throw Unexpected()
        : ZigZag() is >= int.MinValue and <= int.MaxValue and var value ? (int)value
        : throw ParquetDamage.Of("a number in its metadata is out of range");

    /// <summary>A number of 8 bits.</summary>
    public int Int8(ThriftType type) => type == ThriftType.Byte ? (sbyte)Byte() : throw Unexpected();

    public static bool Boolean(ThriftType type) => type switch
    {
        ThriftType.True => true,
        ThriftType.False => false,
        _ => throw Unexpected(),
    };

    public ReadOnlySpan<byte> Binary(ThriftType type)
    {
        if (type != ThriftType.Binary)
        {
            throw Unexpected();
        }

        return Take(Varint());
    }

    public string Text(ThriftType type) => Encoding.UTF8.GetString(Binary(type));

    /// <summary>The number of elements of a list, each of which takes at least a byte.</summary>
    public int List(ThriftType type, out ThriftType element)
    {
        if (type is not (ThriftType.List or ThriftType.Set))
        {
            throw Unexpected();
        }

        var header = Byte();
        element = (ThriftType)(header & 0x0F);
        var count = header >> 4 == 15 ? Varint() : (ulong)(header >> 4);
        return count <= (ulong)(bytes.Length - Position) ? (int)count : throw CutOff();
    }

    /// <summary>The number of elements of a list of structs.</summary>
    public int Structs(ThriftType type)
    {
        var count = List(type, out var element);
        return element == ThriftType.Struct || count == 0 ? count : throw Unexpected();
    }

    public void Skip(ThriftType type) => Skip(type, 0, isElement: false);

    private static InvalidDataException Unexpected() => ParquetDamage.Of("its metadata has a value of an unexpected type");

    private static InvalidDataException CutOff() => ParquetDamage.Of("its metadata is truncated");

    private void Skip(ThriftType type, int depth, bool isElement)
    {
        if (depth > MaxDepth)
        {
            throw ParquetDamage.Of("its metadata is nested too deeply");
        }

        switch (type)
        {
            case ThriftType.True or ThriftType.False:
                Take(isElement ? 1UL : 0);
                break;
            case ThriftType.Byte:
                Take(1);
                break;
            case ThriftType.Int16 or ThriftType.Int32 or ThriftType.Int64:
                Varint();
                break;
            case ThriftType.Double:
                Take(sizeof(double));
                break;
            case ThriftType.Uuid:
                Take(16);
                break;
            case ThriftType.Binary:
                Take(Varint());
                break;
            case ThriftType.List or ThriftType.Set:
                for (var left = List(type, out var element); left > 0; left--)
                {
                    Skip(element, depth + 1, isElement: true);
                }

                break;
            case ThriftType.Map:
                SkipMap(depth);
                break;
            case ThriftType.Struct:
                var outer = BeginStruct();
                while (NextField(out _, out var field))
                {
                    Skip(field, depth + 1, isElement: false);
                }

                EndStruct(outer);
                break;
            default:
                throw Unexpected();
        }
    }

    private void SkipMap(int depth)
    {
        var left = Varint();
        if (left == 0)
        {
            return;
        }

        var types = Byte();
        for (; left > 0; left--)
        {
            Skip((ThriftType)(types >> 4), depth + 1, isElement: true);
            Skip((ThriftType)(types & 0x0F), depth + 1, isElement: true);
        }
    }

    private long ZigZag()
    {
        var value = Varint();
        return (long)(value >> 1) ^ -(long)(value & 1);
    }

    private ulong Varint()
    {
        var value = 0UL;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var next = Byte();
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }

        throw ParquetDamage.Of("a number in its metadata has no end");
    }

    private byte Byte() => Position < bytes.Length ? bytes[Position++] : throw CutOff();

    private ReadOnlySpan<byte> Take(ulong count)
    {
        if (count > (ulong)(bytes.Length - Position))
        {
            throw CutOff();
        }

        var taken = bytes.Slice(Position, (int)count);
        Position += taken.Length;
        return taken;
    }
}
