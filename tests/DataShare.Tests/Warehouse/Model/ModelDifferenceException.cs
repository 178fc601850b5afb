namespace DataShare.Tests.Warehouse.Model;

/// <summary>An engine differs from the model.</summary>
internal sealed class ModelDifferenceException(string message) : Exception(message);
