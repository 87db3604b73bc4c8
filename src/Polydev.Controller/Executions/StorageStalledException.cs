namespace Polydev.Controller.Executions;

/// <summary>Nothing can be stored now, so the end of an execution cannot be told yet.</summary>
internal sealed class StorageStalledException(string reason) : Exception(reason);
