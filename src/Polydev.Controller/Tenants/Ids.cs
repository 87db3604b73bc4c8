using System.Security.Cryptography;

namespace Polydev.Controller.Tenants;

/// <summary>Makes the ids of tenants and keys.</summary>
internal static class Ids
{
    /// <summary>A new id: the kind, an underscore and 20 random hexadecimal digits.</summary>
    public static string New(string kind) => kind + "_" + RandomNumberGenerator.GetHexString(20, lowercase: true);
}
