using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace Polydev.Controller.Storage;

/// <summary>Gives <c>dotnet ef migrations add</c> a context without a running controller.</summary>
internal sealed class PolydevDbContextFactory : IDesignTimeDbContextFactory<PolydevDbContext>
{
    /// <inheritdoc/>
    public PolydevDbContext CreateDbContext(string[] args) =>
        new(new DbContextOptionsBuilder<PolydevDbContext>().UseSqlite("Data Source=design.db").Options);
}
