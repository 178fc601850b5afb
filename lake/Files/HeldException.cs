using System.Globalization;

namespace DataShare.Lake;

/// <summary>
/// Another process still holds the lock after the longest allowed wait. Nothing was changed; another try may work.
/// </summary>
public sealed class HeldException : TimeoutException
{
    internal HeldException(LockHolder holder, string doing, TimeSpan waited, string setting)
        : base(string.Create(
            CultureInfo.InvariantCulture,
            $"{Capital(holder)} {doing}{(waited < TimeSpan.FromSeconds(1) ? "" : $", still after {waited.TotalSeconds:0} s")}. Nothing was changed. ")
            + $"Try again when it is done, or end it. {setting} sets how long to wait.") =>
        (Holder, Doing) = (holder, doing);

    public LockHolder Holder { get; }

    /// <summary>The work of the holder: <c>takes files of dataset 'orders'</c>.</summary>
    public string Doing { get; }

    private static string Capital(LockHolder holder) => holder.ToString() is var text ? char.ToUpperInvariant(text[0]) + text[1..] : "";
}

/// <summary>File locks do not work, so exclusive steps are not safe.</summary>
public sealed class NoLocksException : Exception
{
    internal NoLocksException(string path)
        : base($"'{path}' cannot be locked: its file system has no locks, or DOTNET_SYSTEM_IO_DISABLEFILELOCKING is set. "
            + "Nothing was changed. Move the data folder to a file system with locks, or unset the variable.")
    {
    }
}
