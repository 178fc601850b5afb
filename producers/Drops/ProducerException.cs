namespace DataShare.Producers;

/// <summary>Files of a dataset cannot be taken at all. The message says why and what to do; nothing was changed.</summary>
public sealed class ProducerException(string message, Exception? inner = null) : Exception(message, inner);
