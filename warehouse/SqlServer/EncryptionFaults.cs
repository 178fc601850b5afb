using System.ComponentModel;
using System.Security.Authentication;
using Microsoft.Data.SqlClient;

namespace DataShare.Warehouse;

/// <summary>
/// A connection could not be opened because server and client do not agree on its encryption. Only a person can change
/// that: the server is not down, and another try fails too.
/// </summary>
internal static class EncryptionFaults
{
    /// <summary>SqlClient's own number (TdsEnums.ENCRYPTION_NOT_SUPPORTED), not the server's.</summary>
    private const int NotOffered = 20;

    /// <summary>Windows' codes (winerror.h) for an untrusted root and for a wrong name.</summary>
    private static readonly int[] Certificate = [unchecked((int)0x80090325), unchecked((int)0x80090322)];

    /// <summary>Windows' codes for no common version of TLS, or no common cipher.</summary>
    private static readonly int[] Version = [unchecked((int)0x80090302), unchecked((int)0x80090331)];

    /// <summary>Null if the fault is something else.</summary>
    public static WarehouseException? Explain(string server, SqlException fault)
    {
        if (fault is { Number: NotOffered, Class: >= 20 })
        {
            return Refused(
                "offers no encryption, but the connection string requires it",
                fault.Message,
                "Install a certificate on the server; or, in a network where nobody can listen, add Encrypt=Optional to the connection string.");
        }

        for (Exception? e = fault; e is not null; e = e.InnerException)
        {
            if (e is Win32Exception windows && (Certificate.Contains(windows.NativeErrorCode) || Version.Contains(windows.NativeErrorCode)))
            {
                return Certificate.Contains(windows.NativeErrorCode) ? Untrusted(e.Message) : Apart(e.Message);
            }

            // SqlClient throws it without an inner exception for a certificate, and .NET throws it for data that is not TLS.
            if (e is AuthenticationException)
            {
                return e.InnerException is not null ? Apart(e.GetBaseException().Message)
                    : e.Message.StartsWith("Cannot determine the frame size", StringComparison.Ordinal) ? Plain(e.Message)
                    : Untrusted(e.Message);
            }
        }

        return null;

        WarehouseException Untrusted(string reason) => Refused(
            "presents a certificate that this machine does not trust",
            reason,
            "Trust the certificate's authority on this machine, and use the certificate's server name in the connection string "
            + "or add HostNameInCertificate=…; or, where nobody can intercept the connection, add TrustServerCertificate=true.");

        WarehouseException Apart(string reason) => Refused(
            "and this machine have no common version of TLS",
            reason,
            "Enable TLS 1.2 or later on the server, or enable the server's version on this machine.");

        WarehouseException Plain(string reason) => Refused(
            "does not answer with TLS",
            reason,
            "Encrypt=Strict needs SQL Server 2022 or later with a certificate: for any other write Encrypt=Mandatory. "
            + "Check the port in the connection string.");

        WarehouseException Refused(string what, string reason, string remedy) => new(
            $"The SQL Server at '{server}' {what}. {reason.ReplaceLineEndings(" ").Trim().TrimEnd('.')}. Nothing was changed. {remedy}", fault);
    }
}
