namespace DataShare.Lake;

/// <summary>
/// The lake contains something that violates its own rules. Another try does not help; nothing was changed.
/// </summary>
public sealed class LakeCorruptException : Exception
{
    public LakeCorruptException(string file, string found, string whatToDo, Exception? inner = null)
        : base($"'{file}' is damaged: {found}. Nothing was changed. {whatToDo}", inner)
    {
        File = file;
        Found = found;
        WhatToDo = whatToDo;
    }

    /// <summary>The full path of the damaged file.</summary>
    public string File { get; }

    public string Found { get; }

    public string WhatToDo { get; }
}
