using System.Text;

namespace DataShare.Lake;

/// <summary>Writes Thrift's compact protocol. Fields of a struct must be written in ascending order.</summary>
internal sealed class ThriftOutput(ByteBuffer target)
{
    private readonly Stack<short> outer = [];
    private short last;

    /// <summary>Begins a struct that is a field; <see cref="End"/> ends it.</summary>
    public void Begin(short field)
    {
        Field(field, ThriftType.Struct);
        Begin();
    }

    /// <summary>Begins a struct that is an element of a list.</summary>
    public void Begin()
    {
        outer.Push(last);
        last = 0;
    }

    public void End()
    {
        Stop();
        last = outer.Pop();
    }

    /// <summary>Ends the outermost struct, which needs no <see cref="Begin()"/>.</summary>
    public void Stop() => target.Add((byte)ThriftType.Stop);

    public void Int8(short field, int value)
    {
        Field(field, ThriftType.Byte);
        target.Add((byte)value);
    }

    public void Int32(short field, int value)
    {
        Field(field, ThriftType.Int32);
        ZigZag(target, value);
    }

    public void Int64(short field, long value)
    {
        Field(field, ThriftType.Int64);
        ZigZag(target, value);
    }

    public void Text(short field, string value)
    {
        Field(field, ThriftType.Binary);
        Element(Encoding.UTF8.GetBytes(value));
    }

    /// <summary>Begins a list; its elements follow.</summary>
    public void List(short field, ThriftType element, int count)
    {
        Field(field, ThriftType.List);
        if (count < 15)
        {
            target.Add((byte)((count << 4) | (int)element));
            return;
        }

        target.Add((byte)(0xF0 | (int)element));
        target.AddVarint((ulong)count);
    }

    /// <summary>An element of a list of numbers.</summary>
    public void Element(int value) => ZigZag(target, value);

    /// <summary>An element of a list of texts.</summary>
    public void Element(ReadOnlySpan<byte> value)
    {
        target.AddVarint((ulong)value.Length);
        value.CopyTo(target.Add(value.Length));
    }

    /// <summary>Numbers near zero take few bytes, positive or negative.</summary>
    public static void ZigZag(ByteBuffer target, long value) => target.AddVarint((ulong)((value << 1) ^ (value >> 63)));

    /// <summary>Begins a field. Its value follows, unless it is a boolean, whose type is its value.</summary>
    public void Field(short field, ThriftType type)
    {
        var delta = field - last;
        if (delta is > 0 and < 16)
        {
            target.Add((byte)((delta << 4) | (int)type));
        }
        else
        {
            target.Add((byte)type);
            ZigZag(target, field);
        }

        last = field;
    }
}
