using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;
using DataShare.Lake;
using DataShare.Schemas;

namespace DataShare.Producers;

/// <summary>What is told of a fault that is the program's and not the file's.</summary>
internal static class ProgramFault
{
    /// <summary>For whoever waits for the file.</summary>
    public static string Sentence(Exception e) =>
        $"DataShare failed while it read the file. This is a bug in DataShare, not a fault of the file ({e.GetType().Name}: {e.Message.TrimEnd('.')}; in {Place(e)}). "
        + $"Nothing of the file landed, and the file is kept. Report the bug with {QuarantineStore.FaultFile}, which is next to the file. Replay the file when the bug is fixed.";

    /// <summary>Details for a bug report.</summary>
    public static string Facts(Exception e, DropFile drop, DataContract? contract, GateReport? report) => string.Create(
        CultureInfo.InvariantCulture,
        $"""
        DataShare {typeof(ProgramFault).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "?"}
        .NET {Environment.Version} on {RuntimeInformation.OSDescription}, {RuntimeInformation.ProcessArchitecture}
        file      {drop.Name}
        bytes     {drop.Bytes}
        sha256    {drop.Hash}
        load id   {drop.LoadId}
        contract  {contract?.ToString() ?? "unknown"}
        rows      {report?.AcceptedRows ?? 0} accepted and {report?.RejectedRows ?? 0} rejected before it

        {e}

        """);

    /// <summary>The first method of ours, by which one fault is told from another.</summary>
    private static string Place(Exception e) => new StackTrace(e).GetFrames()
        .Select(f => f.GetMethod())
        .FirstOrDefault(m => m?.DeclaringType?.Namespace?.StartsWith("DataShare", StringComparison.Ordinal) is true) is { } method
            ? $"{method.DeclaringType!.Name}.{method.Name}"
            : "an unknown place";
}
