using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;
using DataShare.Lake;
using DataShare.Schemas;

namespace DataShare.Producers;

/// <summary>Turns an exception that was thrown while a file was read into the refusal of that file.</summary>
internal static class ReadFault
{
    /// <summary>
    /// The refusal, for a fault of the file or of the program: a file that cannot be read must not block the others. Null for any
    /// other exception, such as a full disk.
    /// </summary>
    /// <param name="contract">Null when no version has been chosen.</param>
    /// <param name="accepted">The rows that were accepted before the fault.</param>
    /// <param name="rejected">The rows that were rejected before the fault.</param>
    public static Refusal? RefusalOf(Exception e, Drop drop, DataContract? contract = null, long accepted = 0, long rejected = 0) => e switch
    {
        FileRefusedException refused => Refusal.Of(refused),
        OutOfMemoryException => new Refusal("memory", "There is not enough memory to read the file. Expected rows and values of a few megabytes at most."),
        InvalidDataException => new Refusal("damaged", $"The file cannot be read: {e.Message.TrimEnd('.')}."),
        ArgumentException or ArithmeticException or FormatException or IndexOutOfRangeException or InvalidCastException
            or InvalidOperationException or KeyNotFoundException or NotSupportedException or NullReferenceException =>
            new Refusal("program", Sentence(e)) { Facts = Facts(e, drop, contract, accepted, rejected) },
        _ => null,
    };

    /// <summary>The message for the people who wait for the file.</summary>
    private static string Sentence(Exception e) =>
        $"DataShare failed while it read the file. This is a bug in DataShare, not a fault of the file ({e.GetType().Name}: {e.Message.TrimEnd('.')}; in {Place(e)}). "
        + $"Nothing of the file landed, and the file is kept. Report the bug with {QuarantineStore.FaultFile}, which is next to the file. Replay the file when the bug is fixed.";

    /// <summary>The details for a bug report.</summary>
    private static string Facts(Exception e, Drop drop, DataContract? contract, long accepted, long rejected) => string.Create(
        CultureInfo.InvariantCulture,
        $"""
        DataShare {typeof(ReadFault).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "?"}
        .NET {Environment.Version} on {RuntimeInformation.OSDescription}, {RuntimeInformation.ProcessArchitecture}
        file      {drop.Name}
        bytes     {drop.Bytes}
        sha256    {drop.Hash}
        load id   {drop.LoadId}
        contract  {contract?.ToString() ?? "unknown"}
        rows      {accepted} accepted and {rejected} rejected before it

        {e}

        """);

    /// <summary>The first method of DataShare in the stack, which distinguishes one fault from another.</summary>
    private static string Place(Exception e) => new StackTrace(e).GetFrames()
        .Select(f => f.GetMethod())
        .FirstOrDefault(m => m?.DeclaringType?.Namespace?.StartsWith("DataShare", StringComparison.Ordinal) is true) is { } method
            ? $"{method.DeclaringType!.Name}.{method.Name}"
            : "an unknown place";
}
