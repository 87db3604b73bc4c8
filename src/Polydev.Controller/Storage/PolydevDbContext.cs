using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;
using Polydev.Controller.Storage.Records;

namespace Polydev.Controller.Storage;

/// <summary>The tables of a controller. The hot path writes them through the journal; everything else through here.</summary>
internal sealed class PolydevDbContext(DbContextOptions<PolydevDbContext> options) : DbContext(options)
{
    public DbSet<TenantRecord> Tenants => Set<TenantRecord>();

    public DbSet<ApiKeyRecord> ApiKeys => Set<ApiKeyRecord>();

    public DbSet<CredentialRecord> Credentials => Set<CredentialRecord>();

    public DbSet<ExecutionRecord> Executions => Set<ExecutionRecord>();

    public DbSet<RequestRecord> Requests => Set<RequestRecord>();

    public DbSet<EventBatchRecord> EventBatches => Set<EventBatchRecord>();

    public DbSet<EventTailRecord> EventTail => Set<EventTailRecord>();

    public DbSet<UsageRecord> Usage => Set<UsageRecord>();

    public DbSet<WorkerRecord> Workers => Set<WorkerRecord>();

    public DbSet<JoinTokenRecord> JoinTokens => Set<JoinTokenRecord>();

    public DbSet<NodeCertificateRecord> NodeCertificates => Set<NodeCertificateRecord>();

    /// <summary>Times are stored as Unix milliseconds: they sort, compare and index as what they are.</summary>
    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder) =>
        configurationBuilder.Properties<DateTimeOffset>().HaveConversion<UnixMilliseconds>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        DefineTenants(modelBuilder);
        DefineExecutions(modelBuilder);
        DefineNodes(modelBuilder);
        modelBuilder.Entity<UsageRecord>().ToTable("usage").HasKey(u => new { u.Day, u.TenantId, u.User, u.Provider, u.Model });
        modelBuilder.Entity<WorkerRecord>().ToTable("workers").HasKey(w => w.Id);
        foreach (var property in modelBuilder.Model.GetEntityTypes().SelectMany(entity => entity.GetProperties()))
        {
            property.SetColumnName(JsonNamingPolicy.SnakeCaseLower.ConvertName(property.Name));
        }
    }

    private static void DefineTenants(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<TenantRecord>().ToTable("tenants").HasKey(t => t.Id);
        modelBuilder.Entity<ApiKeyRecord>(key =>
        {
            key.ToTable("api_keys").HasKey(k => k.Id);
            key.HasIndex(k => k.Hash).IsUnique();
            key.HasOne<TenantRecord>().WithMany().HasForeignKey(k => k.TenantId).OnDelete(DeleteBehavior.Cascade);
        });
        modelBuilder.Entity<CredentialRecord>(credential =>
        {
            credential.ToTable("credentials").HasKey(c => new { c.TenantId, c.Provider });
            credential.HasOne<TenantRecord>().WithMany().HasForeignKey(c => c.TenantId).OnDelete(DeleteBehavior.Cascade);
        });
    }

    /// <summary>No foreign keys here: executions outlive their tenant until they are pruned, and the hot path need not check them.</summary>
    private static void DefineExecutions(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<ExecutionRecord>(execution =>
        {
            execution.ToTable("executions").HasKey(e => e.Number);
            execution.Property(e => e.Number).ValueGeneratedNever();
            execution.Property(e => e.Id).IsRequired();
            execution.HasIndex(e => e.Id).IsUnique();
            execution.HasIndex(e => new { e.TenantId, e.CreatedAt });
            execution.HasIndex(e => new { e.TenantId, e.IdempotencyKey }).IsUnique().HasFilter("idempotency_key IS NOT NULL");
            execution.HasIndex(e => e.EndedAt).HasFilter("ended_at IS NULL").HasDatabaseName("ix_executions_unfinished");
        });
        modelBuilder.Entity<RequestRecord>(request =>
        {
            request.ToTable("requests").HasKey(r => r.Execution);
            request.Property(r => r.Execution).ValueGeneratedNever();
        });
        modelBuilder.Entity<EventBatchRecord>().ToTable("event_batches").HasKey(b => new { b.Execution, b.FirstSeq });
        modelBuilder.Entity<EventTailRecord>(tail =>
        {
            // No index: whatever is looked up by execution is a scan of what has not been moved yet.
            tail.ToTable("event_tail").HasKey(t => t.Number);
            tail.Property(t => t.Number).ValueGeneratedNever();
        });
    }

    private static void DefineNodes(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<JoinTokenRecord>(token =>
        {
            token.ToTable("join_tokens").HasKey(t => t.Id);
            token.HasIndex(t => t.Hash).IsUnique();
        });
        modelBuilder.Entity<NodeCertificateRecord>(certificate =>
        {
            certificate.ToTable("node_certificates").HasKey(c => c.Serial);
            certificate.HasIndex(c => c.Node);
        });
    }

    private sealed class UnixMilliseconds() : ValueConverter<DateTimeOffset, long>(
        time => time.ToUnixTimeMilliseconds(),
        milliseconds => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds));
}
